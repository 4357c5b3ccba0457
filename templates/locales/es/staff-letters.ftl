# The outbox, as the desk sees it.
staff-nav-letters = Correos
staff-letters-title = Correos
staff-letters-lead = { $count ->
    [0] Nada espera para enviarse.
    [one] Un correo espera para enviarse.
   *[other] { $count } correos esperan para enviarse.
}
staff-letters-all = Mostrar todos los de los últimos siete días
staff-letters-only = Mostrar solo lo que espera
staff-letters-due = nuevo intento { $at }
staff-letters-hurry = Intentarlo ahora
staff-letters-none = Ningún correo.
staff-letters-pages = Más correos
staff-letters-suppressed = Direcciones a las que ya no se escribe
staff-letters-suppressed-words = Sus servidores dijeron que el buzón no existe. Guardamos una clave de la dirección y no la dirección: escríbala para volver a escribirle.
staff-letters-suppressed-none = No hay ninguna.
staff-letters-lift-address = Dirección
staff-letters-lift = Volver a escribirle
staff-letters-not-suppressed = Ya se escribe a esa dirección.
staff-letters-done-hurry = El correo se intenta ahora.
staff-letters-done-lift = Se vuelve a escribir a la dirección.
staff-audit-letter-hurried = Correo intentado enseguida
staff-audit-suppression-lifted = Dirección usada de nuevo
