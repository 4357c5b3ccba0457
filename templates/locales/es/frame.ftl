# What stands around every page.

skip = Ir al texto
nav-membership = Membresía
nav-account = Cuenta
nav-join = Hacerse miembro
nav-sign-in = Iniciar sesión
footer-membership = Membresía
footer-feed = Canal de noticias
