# The roll of members, and one of them, as the desk sees them.
staff-nav-members = Miembros
staff-members-title = Miembros
staff-members-count = { $count ->
    [one] Un miembro
   *[other] { $count } miembros
}; { $proved } han confirmado su dirección.
staff-members-search = Buscar
staff-members-search-hint = El comienzo de una dirección, de su dominio (@example.org) o de un nombre.
staff-members-filters = Filtros
staff-members-joined-from = Alta desde
staff-members-joined-to = Alta hasta
staff-members-seen-since = Vistos desde
staff-members-not-seen-since = No vistos desde
staff-members-site = Sitio
staff-members-any = Todos
staff-members-way = Llegó por
staff-members-news = Novedades
staff-members-news-yes = Aceptadas
staff-members-news-no = No aceptadas
staff-members-blocked = Solo miembros bloqueados
staff-members-unproved = Solo miembros que nunca confirmaron su dirección
staff-members-find = Encontrar
staff-members-all = Mostrar todos
staff-members-cut = Hay más miembros que empiezan así de los que se muestran. Escriba una letra más.
staff-members-who = Miembro
staff-members-joined = Alta
staff-members-seen = Visto por última vez
staff-members-none = Nadie coincide.
staff-members-pages = Más miembros
staff-members-is-blocked = bloqueado
staff-members-is-unproved = sin confirmar
staff-members-bad-search = Busque con 200 caracteres como máximo.
staff-members-bad-day = Escriba los días como en 2026-10-04.
staff-members-bad-choice = Elija sí o no.
staff-way-link = enlace del correo
staff-way-code = código del correo
staff-export-title = Exportar
staff-export-words = Cada exportación queda en el registro. El archivo para un sistema de envíos solo contiene a quien aceptó las novedades, con la fecha y las palabras.
staff-export-members = Todos los miembros (CSV)
staff-export-filtered = Estos miembros (CSV)
staff-export-news = Quién aceptó novedades (CSV)
staff-member-came = Cómo llegaron
staff-member-proved = Dirección confirmada
staff-member-for = Llegó por el artículo
staff-member-article-gone = un artículo que ya no está
staff-member-act = Lo que puede hacer
staff-member-beyond = Este miembro lleva el sitio: solo puede hacerlo un propietario.
staff-member-sign-out = Cerrar todas las sesiones
staff-member-block = Bloquear
staff-member-unblock = Desbloquear
staff-member-erase = Borrar a este miembro
staff-member-consents = Lo que aceptaron
staff-member-yes = Sí a { $purpose }
staff-member-no = No a { $purpose }
staff-member-identities = Cuentas en otros sitios
staff-member-since-used = desde el { $since }, usada el { $used }
staff-member-sessions = Navegadores
staff-member-since-seen = desde { $since }, visto { $seen }
staff-member-shares = Enlaces compartidos
staff-member-shares-sum = { $links ->
    [one] Un enlace
   *[other] { $links } enlaces
}; lectores: { $readers }; miembros nuevos: { $joined }.
staff-member-share-counts = lectores: { $readers }, miembros nuevos: { $joined }
staff-member-comments = Últimos comentarios
staff-member-comment-published = mostrado
staff-member-comment-held = en espera
staff-member-comment-removed = quitado por el equipo
staff-member-comment-deleted = borrado por su autor
staff-member-letters = Correos
staff-member-letters-words = De los últimos siete días, y qué fue de ellos.
staff-letter-kind-sign-in = Inicio de sesión
staff-letter-kind-change-address = Cambio de dirección
staff-letter-kind-address-changed = Dirección cambiada
staff-letter-kind-welcome = Bienvenida
staff-letter-kind-new-browser = Inicio de sesión desde un navegador nuevo
staff-letter-kind-account-deleted = Membresía borrada
staff-letter-kind-identity-linked = Cuenta conectada
staff-letter-kind-identity-unlinked = Cuenta desconectada
staff-letter-kind-comment-answer = Respuestas a un comentario
staff-letter-kind-comment-digest = Comentarios en espera
staff-letter-kind-invitation = Invitación
staff-letter-sent = enviado
staff-letter-refused = rechazado
staff-letter-expired = abandonado
staff-letter-withheld = no enviado
staff-letter-waiting = en espera
staff-letter-tries = { $count ->
    [one] un intento
   *[other] { $count } intentos
}
staff-member-deeds = Lo que hizo el equipo
staff-member-none = Ninguno.
staff-member-done-block = El miembro está bloqueado y sin sesión.
staff-member-done-unblock = El miembro puede volver a iniciar sesión.
staff-member-done-sign-out = El miembro ha salido de todos los navegadores.
staff-erase-title = Borrar a un miembro
staff-erase-words = <strong>{ $address }</strong> y todo lo que pertenece a esta membresía desaparece, enseguida y para siempre: navegadores, consentimientos, enlaces compartidos, comentarios en espera. Los comentarios publicados quedan, como los de un antiguo miembro. Un último correo se lo dice.
staff-erase-type = Escriba la dirección para confirmar
staff-erase-submit = Borrar para siempre
staff-erase-back = Volver sin borrar nada
staff-erase-other = Es otra dirección.
staff-erase-done = El miembro se ha borrado.
staff-export-cut = Hay más miembros que empiezan así de los que mira una búsqueda. Escriba una letra más, o exporte a todos.
