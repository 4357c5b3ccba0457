# The wall, and the form that guests of a share link meet.

wall-heading = Siga leyendo gratis
wall-free = Este artículo es gratuito para los miembros de { $site }.
wall-takes = Basta su dirección de correo para seguir justo donde se quedó.
wall-takes-account = Basta una cuenta que ya tenga, o su dirección de correo, para seguir justo donde se quedó.
wall-button = Seguir leyendo

wall-prove-heading = Confirme su dirección para seguir leyendo
wall-prove-words = Con su dirección de correo abrió un artículo. Para el siguiente hace falta confirmarla. Busque nuestro correo en su bandeja de entrada: <a href="{ $link }">escriba el código aquí</a> o abra el enlace que contiene.
wall-prove-again = Si no ha llegado, pida otro aquí abajo.
wall-prove-again-account = Si no ha llegado, pida otro aquí abajo o continúe con una cuenta que ya tenga.
wall-prove-button = Enviar otro correo

wall-invited = Alguien ha compartido este artículo con usted
wall-invited-by = { $name } ha compartido este artículo con usted
wall-invited-words = Escriba su dirección de correo y siga leyendo ahora mismo, gratis. Podrá confirmarla más tarde, con el correo que le enviamos.
wall-invited-account = O continúe con una cuenta que ya tenga.
wall-invited-button = Seguir leyendo
wall-invited-letter = El correo trae un enlace y un código. Con cualquiera de los dos se hace miembro y puede leer los demás artículos.

wall-ended = Este enlace compartido ya no sirve
wall-ended-expired = El enlace que ha abierto valía por un tiempo, y ese tiempo ya pasó.
wall-ended-used-up = El enlace que ha abierto ya lo han usado todas las personas para las que se creó.
wall-ended-other = El enlace que ha abierto ya no da acceso a este artículo.
wall-ended-free = El artículo es gratuito para los miembros de { $site }.
wall-ended-takes = Basta su dirección de correo para leerlo aquí.
wall-ended-takes-account = Basta una cuenta que ya tenga, o su dirección de correo, para leerlo aquí.

wall-letter = Le enviamos un correo con un enlace y un código. Con cualquiera de los dos ya puede entrar.
wall-password = No hay contraseña.
wall-member = ¿Ya es miembro? Se entra de la misma manera.
wall-what = Qué es la membresía

guest-heading = ¿Le gustaría leer también los demás?
guest-takes = La membresía de { $site } es gratuita. Basta su dirección de correo, y tendrá acceso a todos los artículos.
guest-takes-account = La membresía de { $site } es gratuita. Basta una cuenta que ya tenga, o su dirección de correo, y tendrá acceso a todos los artículos.
guest-button = Hacerse miembro
