# The article's page.

article-by = Por <a rel="author" href="{ $path }">{ $name }</a>
article-updated = Actualizado el { $day }
article-minutes = { $count } min de lectura
article-free-to-members = Gratis para miembros
article-free-to-read = Lectura libre

# What stands above the title where the publisher has written nothing there.
article-kind-guide = Guía
article-kind-review = Reseña
article-kind-interview = Entrevista
article-kind-blog = Blog

article-contents = En este artículo
article-topics = Temas

article-series-part = Parte { $number } de { $count } de la serie <a href="#series">{ $name }</a>
article-series = La serie: { $name }
article-series-this = Está leyendo esta parte.

article-neighbors = Antes y después
article-previous = Artículo anterior
article-next = Artículo siguiente
article-previous-part = Parte anterior
article-next-part = Parte siguiente
article-recommended = Para seguir leyendo

# The person who wrote it.
author-about = Quién lo escribió
author-more = Más de { $name }
author-link = { $label }<span class="unseen">, { $name }</span>

# What a reader is told who is not a member.
article-guest = Alguien ha compartido este artículo con usted. Puede leerlo gratis, sin registrarse.
article-guest-named = { $name } ha compartido este artículo con usted. Puede leerlo gratis, sin registrarse.
article-guest-given = Alguien ha compartido este artículo con usted. Puede leerlo gratis.
article-guest-given-named = { $name } ha compartido este artículo con usted. Puede leerlo gratis.
article-asked = Este artículo queda abierto durante un día en este navegador. Para leer los demás, confirme su dirección con el correo que le enviamos. <a href="/-/sign-in/sent">Escribir el código</a>
article-free-last = Este era su último artículo gratuito por ahora. <a href="/-/join">Los miembros los leen todos, gratis</a>
article-free-left = { $count ->
    [one] Le queda { $count } artículo gratuito
   *[other] Le quedan { $count } artículos gratuitos
  }. <a href="/-/join">Los miembros los leen todos, gratis</a>
article-join = ¿Le gustaría leer también los demás? <a href="{ $link }">Hágase miembro o inicie sesión</a>. Es gratis y basta su dirección de correo.
article-join-providers = ¿Le gustaría leer también los demás? <a href="{ $link }">Hágase miembro o inicie sesión</a>. Es gratis y basta una cuenta que ya tenga, o su dirección de correo.
article-join-given = ¿Le gustaría leer también los demás? Confirme su dirección con el correo que le enviamos: <a href="/-/sign-in/sent">escriba el código</a> o abra el enlace que contiene.
