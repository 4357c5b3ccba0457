# The desk’s numbers.
staff-nav-numbers = Cifras
staff-numbers-title = Cifras
staff-numbers-period = Del { $from } al { $to }, junto a otros tantos días antes
staff-numbers-periods = Período
staff-numbers-days = { $count } días
staff-numbers-bad-days = Elija uno de los períodos que se ofrecen.
staff-numbers-happened = Lo que ocurrió
staff-numbers-what = Qué
staff-numbers-now = Ahora
staff-numbers-before = Antes
staff-numbers-change = Cambio
staff-numbers-views-stranger = Artículos abiertos por desconocidos
staff-numbers-views-guest = Artículos abiertos por invitados
staff-numbers-views-member = Artículos abiertos por miembros
staff-numbers-walls = Muros mostrados
staff-numbers-addresses = Direcciones dadas
staff-numbers-joined = Miembros nuevos
staff-numbers-sign-ins = Inicios de sesión
staff-numbers-shares-made = Enlaces creados
staff-numbers-shares-admitted = Lectores admitidos por enlaces
staff-numbers-shares-joined = Miembros nuevos por enlaces
staff-numbers-comments = Comentarios escritos
staff-numbers-funnel = Del muro al miembro
staff-numbers-funnel-picture = Los pasos de la tabla siguiente en barras
staff-numbers-funnel-words = Cada tasa es del paso anterior; las dos de quienes volvieron, de los miembros nuevos. Quien se unió hace poco aún puede volver.
staff-numbers-step = Paso
staff-numbers-count = Número
staff-numbers-rate = Tasa
staff-numbers-back-7 = De vuelta en 7 días
staff-numbers-back-30 = De vuelta en 30 días
staff-numbers-chart = Por día: { $total } en total, { $most } como máximo en un día.
staff-numbers-table = En tabla
staff-numbers-day = Día
staff-numbers-none = Nada todavía.
staff-numbers-ways = Cómo llegaron
staff-numbers-best-walls = Los mejores muros
staff-numbers-best-walls-words = Miembros nuevos por cada mil muros, de artículos con veinte muros o más.
staff-numbers-article = Artículo
staff-numbers-per-thousand = Por 1000 muros
staff-numbers-sharing = Compartir
staff-numbers-viral = { $sharers ->
    [one] Ha compartido un miembro.
   *[other] Han compartido { $sharers } miembros.
} Los enlaces de un miembro traen de media { $readers } lectores nuevos y { $joined } miembros nuevos.
staff-numbers-used-up = { $count ->
    [one] Un enlace alcanzó su número de lectores.
   *[other] { $count } enlaces alcanzaron su número de lectores.
}
staff-numbers-channel = Canal
staff-numbers-made = Creados
staff-numbers-opened = Abiertos
staff-numbers-admitted = Admitidos
staff-numbers-best-sharers = Quién comparte mejor
staff-numbers-table-of = Tabla: { $name }
staff-numbers-of-site = Solo el sitio { $name }
staff-numbers-of-author = Solo artículos de { $name }
staff-numbers-of-topic = Solo artículos sobre { $name }
staff-numbers-of-article = Solo el artículo «{ $name }»
staff-numbers-of-all = Mostrar todo
staff-numbers-show = Mostrar
staff-numbers-sources = De dónde vinieron los miembros nuevos
staff-numbers-sources-words = Según aquello por lo que vinieron y la página que los llevó adonde dieron su dirección, si su navegador lo dijo.
staff-numbers-by-article = Por artículo
staff-numbers-by-author = Por autor
staff-numbers-by-topic = Por tema
staff-numbers-by-referrer = Por sitio
staff-numbers-by-campaign = Por campaña
