test_that("a chunk gets plain frames, one a page", {
  fit <- picture_line(epochs = 30)
  old <- options(knitr.in.progress = TRUE)
  on.exit(options(old))
  folder <- tempfile()
  dir.create(folder)
  for (what in c("fit", "surface", "error", "network")) {
    grDevices::png(file.path(folder, paste0(what, "%d.png")), 300, 200)
    epochs <- animate(fit, what = what, frames = 4)
    grDevices::dev.off()
    expect_length(epochs, 4)
    expect_identical(range(epochs), c(0, 30))
    expect_length(list.files(folder, what), 4)
  }
})

test_that("the axes stand still", {
  fit <- picture_line(epochs = 30)
  for (what in c("fit", "surface", "error")) {
    draw <- frame_makers[[what]](fit, c(0, 5, 30), list())
    limits <- off_screen(lapply(c(0, 5, 30), function(epoch) {
      draw(epoch)
      graphics::par("usr")
    }))
    expect_identical(limits[[1]], limits[[2]])
    expect_identical(limits[[1]], limits[[3]])
  }
})

test_that("your own frames are drawn", {
  fit <- picture_line(epochs = 10)
  old <- options(knitr.in.progress = TRUE)
  on.exit(options(old))
  seen <- numeric()
  animate(fit, what = function(fit, epoch) seen <<- c(seen, epoch), frames = 3)
  expect_identical(range(seen), c(0, 10))
})

test_that("a GIF is written where a package can", {
  skip_if_not(is.function(tryCatch(gif_writer(), error = function(e) NULL)), "no package that writes GIFs")
  set.seed(1)
  fit <- ann(y ~ x, data.frame(x = 1:10, y = sin(1:10)), hidden = 2, epochs = 10, progress = FALSE)
  file <- tempfile(fileext = ".gif")
  expect_identical(animate(fit, file, what = "units", frames = 3, fps = 2, width = 3, height = 2, res = 50), file)
  expect_identical(rawToChar(readBin(file, "raw", 6)), "GIF89a")
  expect_null(grDevices::dev.list())
})

for (package in c("gifski", "magick")) {
  test_that(paste(package, "puts every frame into the GIF, in its size"), {
    skip_if_absent(package)
    skip_if_absent("magick")  # which reads it
    pictures <- file.path(tempdir(), sprintf("frame%d.png", 1:3))
    for (k in 1:3) {
      grDevices::png(pictures[k], 300, 200)
      graphics::plot(k)
      grDevices::dev.off()
    }
    file <- tempfile(fileext = ".gif")
    gif_writer(function(name) name == package)(pictures, file, c(300, 200), 2)
    frames <- magick::image_read(file)
    expect_length(frames, 3)
    expect_true(all(magick::image_info(frames)[c("width", "height")] == c(300, 300, 300, 200, 200, 200)))
  })
}

test_that("wrong arguments and missing packages are named", {
  fit <- picture_line(epochs = 5)
  expect_error(gif_writer(function(package) FALSE), "needs the package gifski \\(or magick\\).*install.packages")
  expect_error(animate(fit, "film.mp4"), "`file` must be one path that ends in .gif, not \"film.mp4\"")
  expect_error(animate(fit, what = "films"), "`what` must be one of \"fit\"")
  expect_error(animate(picture_line(epochs = 5, record = FALSE)), "animate\\(\\) needs a fit that kept its path")
})

test_that("the film of a boundary has few colours, those of the classes", {
  skip_if_absent("magick")
  set.seed(1)
  fit <- ann(Species ~ Petal.Length + Petal.Width, iris, hidden = 3, epochs = 60)
  colours <- function(draw) {
    file <- tempfile(fileext = ".png")
    grDevices::png(file, 400, 300, antialias = "none")
    draw()
    grDevices::dev.off()
    pixels <- magick::image_data(magick::image_read(file), "rgb")
    table(paste(pixels[1, , ], pixels[2, , ], pixels[3, , ]))
  }
  smooth <- colours(function() plot_boundary(fit, epoch = 60))
  film <- colours(function() frame_makers$boundary(fit, c(0, 60), list())(60))
  most <- function(counts) sum(sort(counts, decreasing = TRUE)[1:40]) / sum(counts)
  expect_gt(most(film), 0.97)
  expect_lt(most(smooth), 0.9)
  # the shades that cover most are mixtures of white and one class's colour
  main <- strtoi(unlist(strsplit(names(sort(film[names(film) != "ff ff ff"], decreasing = TRUE))[1:3], " ")), 16)
  for (shade in split(main, rep(1:3, each = 3))) {
    off <- vapply(class_colours(3), function(colour) {
      own <- 255 - as.vector(grDevices::col2rgb(colour))
      share <- sum((255 - shade) * own) / sum(own^2)
      max(abs(255 - shade - share * own))
    }, 0)
    expect_lt(min(off), 2)
  }
})

test_that("the coefficients are a film too", {
  fit <- picture_line(epochs = 30)
  old <- options(knitr.in.progress = TRUE)
  on.exit(options(old))
  expect_identical(range(off_screen(animate(fit, what = "coefficients", frames = 3))), c(0, 30))
})

test_that("without a path the animation goes into the temporary folder, and a message says where", {
  skip_if(!requireNamespace("gifski", quietly = TRUE) && !requireNamespace("magick", quietly = TRUE), "nothing writes GIFs")
  fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", epochs = 5)
  expect_message(file <- animate(fit, frames = 2, width = 2, height = 2, res = 50), "^The animation is in .*[.]gif[.]")
  expect_identical(normalizePath(dirname(file)), normalizePath(tempdir()))
  expect_gt(file.size(file), 100)
  expect_silent(animate(fit, file, frames = 2, width = 2, height = 2, res = 50, progress = FALSE))
  unlink(file)
})
