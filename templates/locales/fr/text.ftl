# Words of ours within the text of an article: names of footnotes and tables, titles of notes.

text-footnotes = Notes
text-back = Revenir au texte
text-table = Tableau
text-note = Remarque
text-tip = Conseil
text-important = Important
text-warning = Attention
text-caution = Prudence
