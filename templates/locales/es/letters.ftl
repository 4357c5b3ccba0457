# Letters. What is for the HTML form alone stands by itself; every other message is in both forms.

letter-open-account = Abrir mi cuenta

letter-sign-in-subject = Inicie sesión en { $site }
letter-sign-in-link = Abra este enlace y podrá seguir leyendo:
letter-sign-in-button-words = Pulse el botón y podrá seguir leyendo.
letter-sign-in-button = Iniciar sesión
letter-confirm-subject = Confirme su nueva dirección para { $site }
letter-confirm-heading = Confirme su nueva dirección
letter-confirm-link = Abra este enlace y en adelante iniciará sesión con esta dirección:
letter-confirm-button-words = Pulse el botón y en adelante iniciará sesión con esta dirección.
letter-confirm-button = Confirmar esta dirección
letter-code-preheader = { $minutes ->
    [one] Su código es { $code }. Vale durante { $minutes } minuto.
   *[other] Su código es { $code }. Vale durante { $minutes } minutos.
}
letter-code = O escriba este código en el navegador donde lo pidió:
letter-code-connects = Use cualquiera de los dos en el navegador donde empezó, y a partir de entonces podrá iniciar sesión con { $provider }.
letter-both-work = { $minutes ->
    [one] Ambos valen una sola vez, durante { $minutes } minuto.
   *[other] Ambos valen una sola vez, durante { $minutes } minutos.
}
letter-keep = No reenvíe este correo a nadie, por favor.
letter-not-asked = Si no ha pedido esto, no tiene que hacer nada.

letter-welcome-subject = Le damos la bienvenida a { $site }
letter-welcome-preheader = Ya es miembro. Tiene acceso a todos los artículos.
letter-welcome-heading = Ya es miembro
letter-welcome-open = Le damos la bienvenida a { $site }. Tiene acceso a todos los artículos, hasta la última línea. No cuesta nada.
letter-welcome-password = No hay contraseña. Cuando un navegador no le reconozca, inicie sesión tal como se hizo miembro. Con su dirección puede entrar siempre: le enviamos un correo.
letter-welcome-start = Empiece a leer:
letter-welcome-button = Empezar a leer
letter-welcome-account = En su cuenta puede descargar sus datos, cambiar su dirección o darse de baja:
letter-welcome-account-link = En <a href="{ $link }">su cuenta</a> puede descargar sus datos, cambiar su dirección o darse de baja.
letter-welcome-news = Recibe nuestras novedades porque las pidió. Para dejar de recibirlas:
letter-welcome-news-link = Recibe nuestras novedades porque las pidió. <a href="{ $link }">Dejar de recibirlas</a>

letter-new-browser-subject = Nuevo inicio de sesión en { $site }
letter-new-browser-heading = Sesión iniciada en un navegador nuevo
letter-new-browser-preheader = { $browser }, { $when }.
letter-new-browser-where = Alguien ha iniciado sesión en su cuenta de { $site }:
letter-new-browser-link = Si fue usted, no tiene que hacer nada. Si no, abra su cuenta y cierre la sesión de ese navegador:
letter-new-browser-words = Si fue usted, no tiene que hacer nada. Si no, abra su cuenta y cierre la sesión de ese navegador.

letter-linked-subject = Se ha conectado una cuenta en { $site }
letter-linked-heading = { $provider } está conectado
letter-linked-preheader = Si no fue usted, desconéctelo.
letter-linked-words = Se conectó { $provider } a su cuenta de { $site } el { $when }. A partir de ahora puede iniciar sesión así.
letter-linked-link = Si fue usted, no tiene que hacer nada. Si no, abra su cuenta, desconecte { $provider } y cierre sesión en todas partes:
letter-linked-not-you = Si fue usted, no tiene que hacer nada. Si no, abra su cuenta, desconecte { $provider } y cierre sesión en todas partes.

letter-unlinked-subject = Se ha desconectado una cuenta en { $site }
letter-unlinked-heading = { $provider } está desconectado
letter-unlinked-preheader = Ya no sirve para iniciar sesión.
letter-unlinked-words = Se desconectó { $provider } de su cuenta de { $site } el { $when }. Ya no sirve para iniciar sesión. Con su dirección sí puede entrar: le enviamos un correo.
letter-unlinked-link = Si fue usted, no tiene que hacer nada. Si no, abra su cuenta, desconecte allí lo que no conozca y cierre sesión en todas partes:
letter-unlinked-not-you = Si fue usted, no tiene que hacer nada. Si no, abra su cuenta, desconecte allí lo que no conozca y cierre sesión en todas partes.

letter-address-subject = Su dirección en { $site } ha cambiado
letter-address-heading = Su dirección ha cambiado
letter-address-preheader = { $days ->
    [one] Si no fue usted, recupérela en el plazo de { $days } día.
   *[other] Si no fue usted, recupérela en el plazo de { $days } días.
}
letter-address-words = La dirección de su cuenta de { $site } se cambió el { $when }. A partir de ahora inicia sesión con la nueva.
letter-address-undo = Si no fue usted, deshaga el cambio:
letter-address-button = Deshacer el cambio
letter-address-works = { $days ->
    [one] Puede hacerlo durante { $days } día.
   *[other] Puede hacerlo durante { $days } días.
}
letter-address-was-you = Si hizo el cambio usted, no tiene que hacer nada.

letter-deleted-subject = Su membresía de { $site } se ha borrado
letter-deleted-heading = Su cuenta se ha borrado
letter-deleted-preheader = Ya no queda nada de lo que guardábamos sobre usted.
letter-deleted-words = Su membresía de { $site } terminó el { $when }. Hemos borrado todo lo que guardábamos sobre usted. Este es el último correo que le enviamos.
letter-deleted-again = Puede volver a hacerse miembro cuando quiera.
