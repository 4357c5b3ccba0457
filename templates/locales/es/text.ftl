# Words of ours within the text of an article: names of footnotes and tables, titles of notes.

text-footnotes = Notas al pie
text-back = Volver al texto
text-table = Tabla
text-note = Nota
text-tip = Consejo
text-important = Importante
text-warning = Advertencia
text-caution = Precaución
