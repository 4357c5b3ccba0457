# Los experimentos en la redacción.
staff-nav-experiments = Experimentos
staff-audit-experiment-started = Experimento iniciado
staff-audit-experiment-stopped = Experimento terminado
staff-audit-experiment-lifted = Levantado lo que dejó un experimento
staff-experiments-title = Experimentos
staff-experiments-lead = ¿Qué muro trae más miembros? Cada lector encuentra una de sus variantes, y siempre la misma.
staff-experiments-new = Iniciar un experimento
staff-experiments-none = Todavía no ha habido ningún experimento.
staff-experiments-pages = Más experimentos
staff-experiments-runs = en curso
staff-experiments-since = Iniciado el { $date }
staff-experiments-ended = terminado el { $date }
staff-experiments-kept = se conserva la variante { $number }
staff-experiments-lifted = la variante { $number } se conservó hasta el { $date }
staff-experiments-of = { $variants } variantes, { $articles ->
    [one] un artículo
   *[other] { $articles } artículos
}
staff-experiments-too-few-days = Todavía no: un experimento dura al menos { $days } días antes de decir algo.
staff-experiments-too-few-walls = Todavía no: cada variante debe haberse mostrado al menos { $walls } veces.
staff-experiments-no-difference = Todavía no: el azar por sí solo podría causar una diferencia tan pequeña entre { $count } variantes.
staff-experiments-better = La variante { $number } es mejor que todas las demás.
staff-experiments-started-now = Está en curso: los lectores encuentran las variantes desde ahora.
staff-experiments-stopped-now = Ha terminado.
staff-experiments-lifted-now = Los artículos están como estaban.
staff-experiments-result = Resultado
staff-experiments-picture = La tasa de cada variante y su intervalo de la tabla de abajo, en barras
staff-experiments-variant = Variante
staff-experiments-between = Lo más probable, entre
staff-experiments-words = Nuevos miembros por cada mil muros. La cifra verdadera está dentro del intervalo 19 veces de 20. Una carta pedida hoy aún puede tener respuesta.
staff-experiments-stop = Terminarlo
staff-experiments-keep = Lo que conservan sus artículos
staff-experiments-keep-hint = Lo que se conserva vale hasta que se levante aquí. Un artículo que conserva una variante no está en ningún otro experimento.
staff-experiments-keep-number = Variante { $number }
staff-experiments-keep-none = nada: como estaba
staff-experiments-stop-now = Terminar el experimento
staff-experiments-lift = Como estaba
staff-experiments-lift-words = Todos los lectores encuentran la variante { $number } hasta que se levante.
staff-experiments-lift-now = Levantarla
staff-experiments-variants-heading = Variantes
staff-experiments-number = Variante { $number }
staff-experiments-as-it-is = No cambia nada: el muro como está.
staff-experiments-heading = Título del muro
staff-experiments-text = Texto del muro
staff-experiments-button = Botón
staff-experiments-lead-words = Palabras de la entrada
staff-experiments-lead-hint = Termina al final de un párrafo. Nunca más de lo que un artículo ya muestra.
staff-experiments-unlock = Lo que abre una dirección
staff-experiments-as-settings = como dicen los ajustes
staff-experiments-proved = nada antes de confirmarse
staff-experiments-asked = este artículo en seguida
staff-experiments-providers = Vías además de la carta
staff-experiments-no-providers = ninguna
staff-experiments-articles = Artículos
staff-experiments-more = { $count ->
    [one] Y uno más.
   *[other] Y { $count } más.
}
staff-experiments-new-lead = Cambie una cosa y vea qué hace. Un campo vacío no cambia nada; una variante sin cambios se omite, salvo la primera.
staff-experiments-first-hint = Casi siempre el muro como está: deje todo como está.
staff-experiments-name = Nombre
staff-experiments-articles-hint = Rutas de artículos con muro, una por línea, { $most } como máximo; o * para todos los que el sitio tiene ahora.
staff-experiments-another = Variante { $number }, si quiere otra más
staff-experiments-start = Iniciarlo
staff-experiments-bad-name = Póngale un nombre de { $most } caracteres como máximo.
staff-experiments-no-articles = Indique al menos un artículo con muro, y { $most } como máximo.
staff-experiments-too-many-articles = Indique { $most } artículos como máximo, o * para todos.
staff-experiments-no-article = No hay ningún artículo con muro en { $path }.
staff-experiments-variants = Debe haber al menos dos variantes, y { $most } como máximo: cambie algo en la segunda.
staff-experiments-same = Dos de las variantes son iguales. Cada una de las { $most } debe ser distinta.
staff-experiments-bad-text = El texto de la variante { $number } es demasiado largo o contiene signos que nadie puede leer.
staff-experiments-bad-lead = Las palabras de la entrada de la variante { $number } deben ser un número de 1 a 2000.
staff-experiments-clash = { $path } ya está en el experimento «{ $name }» o conserva su variante. Termínelo o levántelo antes.
staff-experiments-full = Hay tantos experimentos como puede haber. Termine o levante uno antes.
