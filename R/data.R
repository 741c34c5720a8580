#' Handwritten digits
#'
#' 1797 digits written by hand by 13 people, each an image of 8 x 8 points: the test set of the UCI collection "Optical
#' Recognition of Handwritten Digits". Small enough to train [ann()] on in a second, and real.
#'
#' @format A data frame of 1797 rows and 65 columns: `digit`, a factor with the levels 0 to 9, and `p11`, `p12`, ...,
#'   `p88`, the ink in row i and column j of the image, whole numbers from 0 (none) to 16.
#' @source E. Alpaydin and C. Kaynak (1998), *Optical Recognition of Handwritten Digits*, UCI Machine Learning
#'   Repository, \doi{10.24432/C50P49}, licence CC BY 4.0.
#' @references E. Alpaydin and C. Kaynak (1998), Cascading classifiers, Kybernetika 34, 369-374.
#' @seealso [ann()]
#' @examples
#' image(matrix(unlist(digits[1, -1]), 8)[, 8:1], col = grey.colors(17, 1, 0), axes = FALSE, asp = 1)
#' @name digits
#' @docType data
#' @keywords datasets
NULL
