# What membership is: the programme page.

join-title = Hacerse miembro
join-description = La membresía de { $site } es gratuita y no necesita contraseña. Una dirección de correo abre todos los artículos.
join-heading = Léalo todo, gratis
join-standfirst = { $count ->
    [0] La membresía de { $site } no cuesta nada.
    [one] La membresía de { $site } no cuesta nada. Abre el único artículo reservado a los miembros.
   *[other] La membresía de { $site } no cuesta nada. Abre los { $count } artículos reservados a los miembros.
 }
join-form-heading = Hágase miembro
join-form-heading-programme = Únase a { $programme }
join-button = Hacerse miembro
join-form-note = Le enviamos un correo con un enlace y un código. Con cualquiera de los dos ya puede entrar. No hay contraseña. ¿Ya es miembro? Se entra de la misma manera.
join-member-heading = Ya es miembro
join-member-words = Tiene acceso a todos los artículos. <a href="{ $front }">Siga leyendo en la portada</a> o vea <a href="{ $account }">su cuenta</a>.
join-count-heading = Reservado a los miembros
join-kind-article = { $count ->
    [one] <strong>{ $count }</strong> artículo
   *[other] <strong>{ $count }</strong> artículos
 }
join-kind-guide = { $count ->
    [one] <strong>{ $count }</strong> guía
   *[other] <strong>{ $count }</strong> guías
 }
join-kind-review = { $count ->
    [one] <strong>{ $count }</strong> reseña
   *[other] <strong>{ $count }</strong> reseñas
 }
join-kind-interview = { $count ->
    [one] <strong>{ $count }</strong> entrevista
   *[other] <strong>{ $count }</strong> entrevistas
 }
join-kind-blog = { $count ->
    [one] <strong>{ $count }</strong> entrada de blog
   *[other] <strong>{ $count }</strong> entradas de blog
 }
join-get-heading = Lo que recibe
join-get-articles = Todos los artículos, hasta la última línea, en todos sus dispositivos.
join-get-password = Ninguna contraseña que inventar, olvidar o perder.
join-get-news = Novedades por correo solo si las pide.
join-get-data = Sus datos siguen siendo suyos: descárguelos o bórrelos cuando quiera.
join-sites-heading = Una membresía, { $count } sitios
join-sites-words = Hágase miembro una vez y lea en todos estos:
join-questions-heading = Preguntas y respuestas
join-free-question = ¿De verdad es gratis?
join-free-answer = Sí. Pedimos una dirección de correo y nada más. Ni tarjeta ni periodo de prueba que se acaba.
join-address-question = ¿Por qué piden mi dirección?
join-address-answer = Con ella inicia sesión, y nos dice que quien lee es una persona. Solo le escribimos sobre su membresía, a menos que pida novedades.
join-password-question = ¿Cómo inicio sesión sin contraseña?
join-password-answer = Usted escribe su dirección y le enviamos un correo. Abra el enlace que contiene o escriba el código. Ambos valen por poco tiempo y una sola vez.
join-password-answer-providers = Usted escribe su dirección y le enviamos un correo. Abra el enlace que contiene o escriba el código. Ambos valen por poco tiempo y una sola vez. O continúe con una cuenta que ya tenga.
join-provider-question = ¿Qué pasa si continúo con una cuenta que ya tengo?
join-provider-answer = Nos dice quién es usted allí y, por lo general, su dirección de correo. Nunca vemos su contraseña y no escribimos nada en esa cuenta. Con su dirección puede entrar siempre.
join-letter-question = El correo no llega. ¿Qué hago?
join-letter-answer = Mire primero en la carpeta de correo no deseado. Después compruebe que la dirección no tenga erratas y <a href="{ $link }">pida otro correo</a>.
join-leave-question = ¿Cómo me doy de baja?
join-leave-answer = Abra su cuenta y bórrela. Todo lo que guardamos sobre usted desaparece al momento.
