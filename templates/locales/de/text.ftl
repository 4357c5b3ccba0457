# Words of ours within the text of an article: names of footnotes and tables, titles of notes.

text-footnotes = Fußnoten
text-back = Zurück zum Text
text-table = Tabelle
text-note = Hinweis
text-tip = Tipp
text-important = Wichtig
text-warning = Warnung
text-caution = Vorsicht
