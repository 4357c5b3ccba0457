# Words of ours within the text of an article: names of footnotes and tables, titles of notes.

text-footnotes = Footnotes
text-back = Back to the text
text-table = Table
text-note = Note
text-tip = Tip
text-important = Important
text-warning = Warning
text-caution = Caution
