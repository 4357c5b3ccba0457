# The member's own page and what leads from it.

account-title = Su cuenta
account-since = Miembro de { $site } desde el { $date }.
account-since-named = { $name }, miembro de { $site } desde el { $date }.
account-sign-out = Cerrar sesión
account-staff = Área de la redacción

account-name-heading = Nombre
account-name = Su nombre
account-name-hint = Puede dejarlo vacío.
account-name-save = Guardar el nombre

account-address-heading = Dirección
account-address-now = Inicia sesión con <strong>{ $address }</strong>.
account-address-new = Nueva dirección de correo
account-address-hint = Enviamos un correo a esa dirección. El cambio vale en cuanto usted lo confirme.
account-address-change = Cambiar la dirección

account-identities-heading = Cuentas con las que inicia sesión
account-identities-each = Puede iniciar sesión con cualquiera de ellas. Con su dirección también puede entrar siempre.
account-identities-none = Conecte una cuenta que ya tenga y podrá entrar al momento, sin esperar un correo. Con su dirección también puede entrar siempre.
account-identity-times = Conectada el { $connected }, usada por última vez el { $used }
# What only a screen reader says stands within the span.
account-disconnect = Desconectar<span class="unseen"> { $account }</span>
account-disconnect-shown = Desconectar<span class="unseen"> { $account }, { $shown }</span>
account-connect = Conectar { $provider }
account-connect-another = Conectar otra cuenta de { $provider }

account-news-heading = Novedades
account-news-yes = De vez en cuando le enviamos novedades de { $site }.
account-news-stop = Dejar de recibir novedades
account-news-no = No le enviamos novedades. Si responde que sí, acepta lo siguiente: «{ $wording }»
account-news-send = Recibir novedades

account-shares-heading = Enlaces para compartir
account-shares-words = Vea los enlaces que ha dado a sus amistades, cuántas personas han leído con cada uno, y anule los que ya no quiera.
account-shares-open = Ver mis enlaces

account-sessions-heading = Dónde tiene la sesión iniciada
account-session-current = Este navegador
account-session-times = Sesión iniciada el { $created }, última visita el { $seen }
account-session-end = Cerrar sesión<span class="unseen"> en { $browser }</span>
account-sessions-end-all = Cerrar sesión en todas partes

# A browser on a system, as in Firefox on Linux.
agent = { $browser } en { $system }
agent-unknown = Un navegador desconocido

account-consents-heading = Lo que ha aceptado
account-consents-none = Nada por ahora.
account-consent-yes = <strong>{ $purpose }</strong>: lo aceptó el { $date }
account-consent-no = <strong>{ $purpose }</strong>: lo rechazó el { $date }
account-consent-wording = «{ $wording }»
account-purpose-news = Novedades

account-data-heading = Sus datos
account-data-words = Puede descargar en un archivo JSON todo lo que guardamos sobre usted.
account-data-download = Descargar mis datos
account-data-end = También puede poner fin a su membresía y borrarlo todo.
account-data-delete = Borrar mi cuenta

account-error-names = Ha cambiado su nombre muchas veces hoy. Inténtelo de nuevo mañana.
account-saved-name = Su nombre se ha guardado.
account-saved-news = Su decisión sobre las novedades se ha guardado.
account-saved-session = Se ha cerrado la sesión en ese navegador.
account-saved-address = Su dirección ha cambiado. Se ha cerrado la sesión en todos los demás navegadores.
account-saved-connected = La cuenta está conectada. A partir de ahora puede entrar con ella.
account-saved-already-connected = Esa cuenta ya estaba conectada.
account-saved-disconnected = La cuenta está desconectada. Con su dirección puede entrar siempre.

account-problem-cancelled = No terminó de conectar la cuenta. No se ha cambiado nada.
account-problem-failed = No fue posible iniciar sesión con el proveedor. No se ha cambiado nada.
account-problem-anothers = Esa cuenta pertenece a otra membresía, o ya ha conectado muchísimas. No se ha cambiado nada.
account-problem-signed-in = Tiene iniciada la sesión de este miembro, y esa cuenta es de otra persona o de nadie. No se ha cambiado nada. Para usarla, cierre primero la sesión; para añadirla aquí, conéctela más abajo.
account-problem-not-fresh = Cuando volvió, había pasado demasiado tiempo desde su inicio de sesión. Empiece de nuevo, por favor.

name-too-long = El nombre puede tener como máximo 80 caracteres.
name-unshowable = El nombre contiene un carácter que no se puede mostrar.
address-already = Esta ya es su dirección.

delete-title = Borrar su cuenta
delete-what = Con esto se borra todo lo que guardamos sobre <strong>{ $address }</strong>:
delete-membership = su membresía, su nombre y su dirección
delete-sessions = todas sus sesiones iniciadas
delete-rest = todo lo que ha aceptado y cualquier otro dato ligado a usted
delete-at-once = Ocurre al momento y no se puede deshacer. Más adelante puede volver a hacerse miembro, desde cero.
delete-sure = Sí, borrar mi cuenta y todo lo que contiene.
delete-not-sure = Marque la casilla para indicar que desea hacerlo, por favor.
delete-last-owner = Usted es el último propietario del sitio. Nombre antes a otro, para que no se quede solo.
delete-button = Borrar mi cuenta
delete-keep = Conservar mi cuenta
deleted-heading = Hasta la vista
deleted-words = Su membresía y todo lo que le pertenecía se han borrado. Le hemos enviado un último correo para confirmarlo.

undo-title = Deshacer el cambio de dirección
undo-done = Su dirección anterior vuelve a valer
undo-done-words = Vuelve a iniciar sesión con <strong>{ $address }</strong>. Se ha cerrado la sesión en todos los navegadores y se han desconectado todas las cuentas con las que entraba.
undo-dead = Este enlace ya se usó o ha caducado
undo-dead-words = El cambio de dirección ya no se puede deshacer aquí. Inicie sesión para ver la dirección de su cuenta.
undo-changed = La dirección de esta cuenta cambió de <strong>{ $old }</strong> a <strong>{ $new }</strong>. Si no fue usted, recupere la dirección anterior.
undo-take-back = Recuperar { $address }
undo-nothing = Si hizo el cambio usted, cierre esta página y no pasará nada.
undo-taken-heading = Esto no se puede deshacer
undo-taken-words = Su dirección anterior pertenece ahora a otra membresía, así que no se puede recuperar. Puede iniciar sesión con ella.

unsubscribe-title = Dejar de recibir novedades
unsubscribe-done = No más novedades
unsubscribe-done-words = Ya no enviamos novedades a <strong>{ $address }</strong>. Sigue siendo miembro y puede leer como hasta ahora.
unsubscribe-words = Dejaremos de enviar novedades de { $site } a <strong>{ $address }</strong>. Seguirá siendo miembro.
unsubscribe-button = Dejar de recibir novedades

# Labels of ways that lead on.
go-front = Ir a la portada
go-account = Ir a su cuenta
go-sign-in = Iniciar sesión
