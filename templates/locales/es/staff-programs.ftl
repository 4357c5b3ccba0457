# Programas propios, y la guía de la API.
staff-nav-programs = Programas
staff-programs-title = Programas
staff-programs-lead = Lo que puede preguntar por la API, cada uno con su propia clave.
staff-programs-guide = Guía de la API
staff-programs-key = La clave nueva
staff-programs-key-words = Désela ahora a su programa: solo se muestra una vez. Quien la tenga puede lo que puede el programa.
staff-programs-none = Todavía ningún programa tiene clave.
staff-programs-ended = terminado el { $date }
staff-programs-expired = ya no vale
staff-programs-made = desde el { $date }
staff-programs-until = hasta el { $date }
staff-programs-used = último uso: { $date }
staff-programs-unused = sin usar todavía
staff-programs-end = Terminar
staff-programs-sure = Sí, terminarlo
staff-programs-not-sure = Marque la casilla para terminar un programa: después su clave ya no abre nada.
staff-programs-done-ended = Su clave ya no abre nada.
staff-programs-add = Admitir un programa
staff-programs-name = Nombre
staff-programs-name-hint = Para saber más tarde para qué es.
staff-programs-scopes = Lo que puede hacer
staff-programs-days = Cuánto tiempo
staff-programs-no-end = hasta que lo termine
staff-programs-some-days = { $count ->
    [one] un día
   *[other] { $count } días
  }
staff-programs-make = Crear una clave
staff-programs-no-name = Póngale un nombre de 60 caracteres como máximo.
staff-programs-no-scope = Elija al menos una cosa que pueda hacer.
staff-programs-full = Hay tantos programas como puede haber. Termine antes uno.
staff-scope-members-read = leer miembros
staff-scope-members-write = bloquear miembros y cerrar sus sesiones
staff-scope-members-erase = borrar miembros
staff-scope-consents-read = leer consentimientos
staff-scope-articles-read = leer la lista de artículos
staff-scope-articles-write = poner artículos y cambiar su acceso
staff-scope-shares-read = leer enlaces compartidos
staff-scope-shares-write = terminar enlaces compartidos
staff-scope-numbers-read = leer cifras
api-title = La API
api-lead = Para programas. Esta guía está en inglés.
api-document = Lo mismo para programas (OpenAPI 3.1)
