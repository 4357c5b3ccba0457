# Share links: the box that makes them, their page, and the list of a member's own.

share-summary = Compartir
share-heading = ¿Conoce a alguien a quien le gustaría?
share-heading-again = Enviarlo por otro medio
share-send = Envíelo gratis a sus amistades.
share-at-once = Lo leen al momento, sin registrarse.
share-asks-first = Escriben una dirección y lo leen al momento.
share-good-for = Cada enlace vale durante { $days ->
    [one] { $days } día
   *[other] { $days } días
} y para { $readers ->
    [one] { $readers } persona
   *[other] { $readers } personas
}.
share-brought = Qué han traído sus enlaces

# What the buttons of the box say.
share-copy = Copiar enlace
share-email = Correo
share-x = Publicar en X
share-facebook = Facebook
share-pinterest = Pinterest
share-linkedin = LinkedIn
share-whatsapp = WhatsApp
share-device = Compartir…

# Where a link went, in a list.
share-place-copy = Enlace copiado
share-place-email = Correo
share-place-x = X
share-place-facebook = Facebook
share-place-pinterest = Pinterest
share-place-linkedin = LinkedIn
share-place-whatsapp = WhatsApp
share-place-device = Dispositivo

# What a script says of a link that was made.
share-said-copied = El enlace está copiado.
share-said-not-copied = Su navegador no nos permite copiar. Aquí está el enlace:
share-said-link = Aquí está el enlace:
share-said-mail = Su programa de correo debería abrirse ahora. Si no se abre, aquí está el enlace:
share-said-blocked = Su navegador no ha abierto la nueva pestaña.
share-said-open = Abrir aquí
share-link = Enlace para compartir

share-page-title = Su enlace para compartir
share-page-heading = Aquí está su enlace
share-page-opens = Quien lo abra podrá leer <a href="{ $link }">{ $article }</a> al momento, gratis y sin registrarse.
share-page-opens-address = Quien lo abra podrá leer <a href="{ $link }">{ $article }</a> gratis, en cuanto escriba una dirección.
# A button that a script takes the first words of, for a while, to say that it copied: nothing stands before them.
share-copy-button = Copiar
share-copy-link = Copiar<span class="unseen"> el enlace de { $article }</span>
share-copied = Copiado
share-page-good = Vale hasta el { $ends }, para un máximo de { $limit ->
    [one] { $limit } persona
   *[other] { $limit } personas
}; { $readers ->
    [0] todavía no ha leído nadie.
    [1] hasta ahora ha leído una.
   *[other] hasta ahora han leído { $readers }.
}
share-page-mail = Escribir el correo
share-page-continue = Continuar a { $place }
share-page-back = Volver al artículo
share-page-shares = Lo que han traído sus enlaces está en <a href="{ $link }">sus enlaces para compartir</a>.

share-none-heading = No se ha creado ningún enlace
share-none-article = Aquí no existe ese artículo.
share-none-channel = Un artículo se puede compartir por { $known }, y por ningún otro medio.
share-none-open = Este artículo está abierto a todo el mundo y no necesita un enlace especial. Envíe su propia dirección: { $address }
share-none-stranger = Inicie sesión para compartir artículos con sus amistades, por favor.
share-none-many = Ha creado tantos enlaces como se pueden crear en un día: { $limit }. Los encontrará en su cuenta, y más tarde podrá crear otros.
share-none-off = En este sitio no se crean enlaces para compartir.

shared-many-misses = Desde su red se han abierto muchos enlaces que no existen. Espere unos minutos, por favor.
shared-gone-heading = Este artículo ya no está
shared-gone-words = El artículo que compartieron con usted ya no está en este sitio.

shares-title = Sus enlaces para compartir
shares-made = Ha creado { $links ->
    [one] { $links } enlace
   *[other] { $links } enlaces
}.
shares-brought = { $readers ->
    [0] Todavía no ha leído nadie con { $links ->
        [one] él
       *[other] ellos
    }
    [1] Ha leído una persona
   *[other] Han leído { $readers } personas
}{ $joined ->
    [0] .
    [1] , y una se ha hecho miembro.
   *[other] , y { $joined } se han hecho miembros.
}
shares-back = Volver a su cuenta
shares-days-heading = Los últimos 30 días
shares-chart = Personas que leyeron cada día, del { $from } al { $to }; como máximo { $most } en un día
shares-table = Los días en una tabla
shares-table-day = Día
shares-table-readers = Personas
shares-table-none = Nadie leyó en estos días
shares-links-heading = Enlaces
shares-live = Activo
shares-expired = Caducado
shares-used-up = Agotado
shares-ended = Anulado
shares-line-live = { $place }, creado el { $made }, vale hasta el { $ends }
shares-line-used-up = { $place }, creado el { $made }, abierto para quienes ya lo usaron hasta el { $ends }
shares-line-ended = { $place }, creado el { $made }, terminó el { $ends }
shares-line-counts = { $readers } de { $limit ->
    [one] { $limit } persona
   *[other] { $limit } personas
}, { $openings ->
    [0] aún sin abrir
    [1] abierto una vez, { $joined ->
        [0] nadie se ha hecho miembro
        [one] una persona se ha hecho miembro
       *[other] { $joined } se han hecho miembros
    }
   *[other] abierto { $openings } veces, { $joined ->
        [0] nadie se ha hecho miembro
        [one] una persona se ha hecho miembro
       *[other] { $joined } se han hecho miembros
    }
}
shares-by-day = Personas por día: { $days }
shares-by-day-none = Personas por día: ninguna
shares-link-for = Enlace para compartir { $article }
shares-end = Anular<span class="unseen"> el enlace de { $article }</span>
shares-no-more = En esta página no hay nada.
shares-none = Todavía no ha creado enlaces. Abra un artículo que le guste y elija «Compartir» debajo del título.
shares-pager = Más enlaces para compartir
shares-counted = Se cuentan navegadores, sin el nombre ni la dirección de nadie. No se cuentan sus propias visitas, las vistas previas ni las recargas en menos de media hora.
shares-name-heading = Su nombre
shares-name-shown = Sus amistades ven «{ $name }» en los artículos que usted comparte.
shares-name-empty = Sus amistades no ven ningún nombre, porque en su cuenta no hay ninguno. Si lo añade allí, lo verán en los artículos que usted comparta.
shares-name-hide = No mostrar ningún nombre
shares-name-could = Sus amistades no ven ningún nombre. Si responde que sí, verán «{ $name }» en los artículos que usted comparta.
shares-name-show = Mostrar mi nombre
shares-name-missing = Sus amistades no ven ningún nombre. Si quiere que vean el suyo, añádalo primero en <a href="{ $link }">su cuenta</a>.
shares-saved-name = Su decisión se ha guardado.
shares-saved-end = Ese enlace está anulado. Quien lo abra ahora solo leerá el comienzo del artículo.
shares-article-gone = Un artículo que ya no está
