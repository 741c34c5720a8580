# The normal distribution function in SQL, which no engine has: Cody's rational approximations.
# Cody (1969), Mathematics of Computation 23, 631-637: numerators and denominators for abs(a) up to 0.674, up to
# sqrt(32), and beyond. The first number of a numerator is that of the highest power; denominators begin with 1.
cody <- list(
  near = list(c(.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582,
                18154.981253343561249),
              c(1, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956)),
  middle = list(c(1.0765576773720192317e-8, .39894151208813466764, 8.8831497943883759412, 93.506656132177855979,
                  597.27027639480026226, 2494.5375852903726711, 6848.1904505362823326, 11602.651437647350124,
                  9842.7148383839780218),
                c(1, 22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755,
                  18615.571640885098091, 34900.952721145977266, 38912.003286093271411, 19685.429676859990727)),
  far = list(c(.02307344176494017303, .21589853405795699, .1274011611602473639, .022235277870649807,
               .001421619193227893466, 2.9112874951168792e-5),
             c(1, 1.28426009614491121, .468238212480865118, .0659881378689285515, .00378239633202758244,
               7.29751555083966205e-5))
)

# Horner's scheme; factors from the highest power down.
sql_polynomial <- function(factors, x) {
  Reduce(function(inner, f) sprintf("(%s * %s + %s)", inner, x, f), sql_number(factors[-1]), sql_number(factors[1]))
}

sql_ratio <- function(pair, x) sprintf("(%s / %s)", sql_polynomial(pair[[1]], x), sql_polynomial(pair[[2]], x))

# exp: how exp() of SQL is written.
write_pnorm <- function(a, exp) {
  size <- sprintf("ABS(%s)", a)
  density <- exp(sprintf("(-0.5e0 * %s * %s)", a, a))
  near <- sprintf("(0.5e0 + %s * %s)", a, sql_ratio(cody$near, sprintf("(%s * %s)", a, a)))
  inverse <- sprintf("(1e0 / (%s * %s))", a, a)
  tails <- c(
    sprintf("(%s * %s)", density, sql_ratio(cody$middle, size)),
    sprintf("(%s * (%s - %s * %s) / %s)", density, sql_number(stats::dnorm(0)), inverse, sql_ratio(cody$far, inverse),
            size),
    "0e0"
  )
  up_to <- c(sql_number(c(sqrt(32), 38)), "")
  cases <- vapply(1:3, function(i) {
    within <- if (i < 3) sprintf("%s <= %s AND ", size, up_to[i]) else ""
    sprintf("WHEN %s%s < 0 THEN %s WHEN %s%s > 0 THEN (1 - %s)", within, a, tails[i], within, a, tails[i])
  }, "")
  sprintf("CASE WHEN %s <= 0.67448975 THEN %s %s END", size, near, paste(cases, collapse = " "))
}
