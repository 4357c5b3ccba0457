# Asking for a letter, proving an address, and signing in with an account elsewhere.

sign-in-title = Iniciar sesión
sign-in-heading = Inicie sesión o hágase miembro
sign-in-ask = Escriba su dirección de correo.
sign-in-ask-or-account = Use una cuenta que ya tenga o su dirección de correo.
sign-in-new = Si es su primera vez aquí, con esto se hace miembro de { $site }. Es gratis.
sign-in-send = Recibir un correo
sign-in-brings = El correo trae un enlace y un código; basta con uno de los dos. No hay contraseña.
sign-in-what = Qué es la membresía

# The form that stands on many pages.
ask-address = Dirección de correo
news-wording = Deseo recibir de vez en cuando novedades de { $site } por correo electrónico. Puedo dejar de recibirlas cuando quiera.
provider-continue = Continuar con { $provider }
provider-or = o con un correo

step-up-title = Confirme que es usted
step-up-while = Hace tiempo que inició la sesión. Antes de seguir, enviamos un nuevo correo a su dirección.
step-up-needs = Para este paso hace falta iniciar sesión de nuevo. Enviamos un correo a <strong>{ $address }</strong>. Abra el enlace que contiene o escriba el código, y podrá seguir.
step-up-back = Volver a su cuenta

sent-title = Mire su bandeja de entrada
sent-open-friend = Gracias al enlace que le enviaron ya puede leer el artículo. Confirme su dirección para hacerse miembro y leer los demás.
sent-open-day = El artículo queda abierto en este navegador durante un día. Para leer los demás, confirme su dirección.
sent-read-now = Leer el artículo ahora
sent-ask-new = Pida un correo nuevo. Trae un enlace nuevo y un código nuevo.
sent-ask-new-button = Pedir un correo nuevo
sent-on-its-way = Hay un correo en camino a <strong>{ $address }</strong>.
sent-if-asked = Si pidió un correo en este navegador, ya está en camino.
sent-open-or-type = Abra el enlace que contiene o escriba el código aquí.
sent-both-work = { $minutes ->
    [one] Ambos valen durante { $minutes } minuto.
   *[other] Ambos valen durante { $minutes } minutos.
}
sent-told = Esta dirección nos la ha comunicado { $provider }.
sent-connects = Confírmela aquí, en este navegador, y { $provider } quedará conectado. La próxima vez podrá entrar así directamente.
sent-code = Código del correo
sent-code-hint = Ocho cifras, por ejemplo 1234 5678
sent-confirm = Confirmar el código
sent-nothing-came = ¿No ha llegado nada? Mire en la carpeta de correo no deseado o <a href="{ $link }">pida otro</a>. Escriba el código en este navegador.
sent-link-anywhere = El enlace funciona en cualquier navegador.
sent-link-connects = El enlace funciona en cualquier navegador, pero solo en este conecta { $provider }.
sent-demo = Esto es una demo y no se envían correos: <a href="{ $link }">el suyo está aquí</a>.

code-wrong = Ese código no es correcto. Mire el correo más reciente: tiene ocho cifras.
code-wrong-last = Ese código no es correcto y ya no se puede volver a probar. Pida un correo nuevo, por favor.
code-dead = Ese código ya no vale.
code-no-tries = Hubo demasiados códigos incorrectos. Pida un correo nuevo, por favor.
code-too-many = Hubo demasiados códigos incorrectos y este ya no se puede usar.
code-used = Este código ya se usó o lo ha sustituido un correo más reciente.
code-expired = Este código ha caducado.

link-welcome = Le damos la bienvenida
link-use-button = Pulse el botón y ya está dentro.
link-confirm-title = Confirme su nueva dirección
link-change = A partir de ahora iniciará sesión con <strong>{ $address }</strong>. En sus otros navegadores se cerrará la sesión.
link-change-accounts = A partir de ahora iniciará sesión con <strong>{ $address }</strong>. En sus otros navegadores se cerrará la sesión, y las cuentas con las que entraba quedarán desconectadas.
link-connects = Con esto también se conecta { $provider }, y en adelante podrá entrar así directamente.
link-elsewhere = Con esto inicia sesión aquí. Para conectar { $provider }, use el código o el enlace en el navegador donde empezó.
link-current = Aquí está abierta la sesión de <strong>{ $address }</strong>. El botón la cierra primero.
link-confirm = Confirmar <span class="whole">{ $address }</span>
link-sign-in = Iniciar sesión como <span class="whole">{ $address }</span>
link-not-asked = ¿No ha pedido esto? Cierre esta página y no pasará nada.

link-dead-title = Este enlace no funciona
link-dead-unknown = No conocemos este enlace
link-dead-unknown-words = Quizá se perdió una parte por el camino. Ábralo otra vez desde el correo o pida uno nuevo.
link-dead-used = Este enlace ya se usó o ha caducado
link-dead-used-words = Cada enlace vale una sola vez y por poco tiempo. Un correo nuevo trae otro.
link-dead-send = Recibir un correo nuevo
link-dead-same-address = Llegará a la misma dirección que antes.
link-dead-ask = Pedir un correo nuevo

with-address-title = Su dirección de correo
with-address-heading = Falta una cosa
with-address-ask = { $provider } no nos ha comunicado su dirección de correo. Escríbala aquí y confírmela con el correo que le enviamos; a partir de entonces podrá iniciar sesión con { $provider }.
with-address-brings = El correo trae un enlace y un código. Use uno de los dos en este navegador para que { $provider } quede conectado.

welcome-title = Le damos la bienvenida
welcome-heading = Le damos la bienvenida a { $site }
welcome-member = Ya es miembro y tiene acceso a todos los artículos. A partir de ahora entrará con { $provider } o con un correo a <strong>{ $address }</strong>.
welcome-news = ¿Podemos enviarle novedades? Si responde que sí, acepta lo siguiente: «{ $wording }»
welcome-news-yes = Sí, deseo recibir novedades
welcome-news-no = No, gracias
welcome-either-way = En ambos casos podrá seguir adelante. Puede cambiar su respuesta cuando quiera en <a href="{ $link }">su cuenta</a>.

effort-title = Un momento
effort-heading = Un momento, por favor
effort-many = Ahora mismo se están pidiendo muchísimos correos. Para el suyo falta un solo paso.
effort-wait = { $seconds ->
    [1] Pulse el botón dentro de un segundo, aproximadamente.
   *[other] Pulse el botón dentro de unos { $seconds } segundos.
}
effort-wait-minutes = Pulse el botón dentro de unos dos minutos.
# Takes the place of the sentence before it where a script does the work.
effort-working = Su navegador está haciendo un pequeño cálculo. Después el correo sale solo.
effort-send = Enviar el correo
effort-why = Así mantenemos lejos a quienes piden miles de correos a la vez.

repost-title = Un momento
repost-answered = { $provider } ha respondido. Si la página no avanza sola, pulse el botón.
repost-continue = Continuar

# An address that cannot be one.
address-empty = Escriba su dirección de correo, por favor.
address-too-long = Esta dirección es demasiado larga.
address-not-one-at = Una dirección de correo lleva exactamente una @, como en name@example.org.
address-local = Delante de la @ hay un carácter que no nos permite enviar correo.
address-domain = Lo que sigue a la @ no es el nombre de un servidor de correo, como example.org.

# Why not now.
refused-network = Desde su red se han pedido muchos correos. Espere un poco e inténtelo de nuevo, por favor.
refused-signed-out = Su sesión se cerró entretanto. Inicie sesión de nuevo, por favor.
refused-effort = Ahora mismo se están pidiendo muchísimos correos. Inténtelo de nuevo dentro de un momento, por favor.
refused-proofs = Desde su red han llegado muchos códigos o enlaces incorrectos. Espere un minuto e inténtelo de nuevo, por favor.
refused-starts = Desde su red se han empezado muchos inicios de sesión. Espere un minuto o pida un correo, por favor.
refused-answers = Muchos inicios de sesión desde su red no han llegado a término. Espere un poco o pida un correo, por favor.

taken-heading = Esta dirección ya está en uso
taken-words = Ya existe una membresía con esta dirección. Puede iniciar sesión con ella; no se ha cambiado nada.
blocked-heading = No puede iniciar sesión
blocked-words = Quienes llevan este sitio han bloqueado esta membresía. Si cree que es un error, escríbales, por favor.

# Back from a provider.
provider-cancelled = No terminó de iniciar sesión con { $provider }. No se ha cambiado nada. Puede intentarlo de nuevo o pedir un correo.
provider-failed = No fue posible iniciar sesión con { $provider }. No se ha cambiado nada. Puede intentarlo de nuevo o pedir un correo.
provider-not-accepted = No hemos podido aceptar la respuesta de { $provider } y no se ha iniciado la sesión. Inténtelo de nuevo o pida un correo, por favor.
provider-no-answer = { $provider } no ha respondido como debía. No es culpa suya. Puede intentarlo de nuevo dentro de un rato o pedir ahora un correo.
provider-finished-heading = Esto ya estaba hecho
provider-finished-words = Ya tiene la sesión iniciada aquí. Esta respuesta ya se usó o corresponde a otro inicio de sesión. No se ha cambiado nada.
provider-dead-heading = Este inicio de sesión no se puede completar
provider-dead-words = Tardó más de diez minutos, ya se había completado o empezó en otro navegador. No se ha cambiado nada. Empiece de nuevo, por favor.
provider-not-connected = La cuenta no se ha conectado
provider-bad-address = Algo en la dirección de esta página está repetido o no es correcto.
provider-bad-start = Empiece desde su cuenta, por favor: este enlace no se creó allí.
provider-bad-answer = La respuesta del proveedor no llegó completa. Empiece de nuevo a iniciar sesión, por favor.
