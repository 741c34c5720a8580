#include "convert.h"

#include "memory.h"

namespace descent {

// ---- vectors ------------------------------------------------------------------------------------------------------

namespace {

std::size_t length(SEXP x) { return static_cast<std::size_t>(Rf_xlength(x)); }
bool is_double(SEXP x) { return TYPEOF(x) == REALSXP; }
bool is_number(SEXP x) { return (is_double(x) || TYPEOF(x) == INTSXP) && length(x) == 1; }

std::string range(double least, double most) {
  return most < largest_whole ? tfm::format("from %.0f to %.0f", least, most) : tfm::format("of at least %.0f", least);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Label& label) {
  if (label.whole_) out << *label.whole_;
  if (!label.name_) return out << "[[" << label.element_ << "]]";
  return out << (label.whole_ ? "$" : "") << label.name_;
}

std::string numbered(std::size_t n, const std::string& what) {
  return tfm::format("%d %s%s", n, what, n == 1 ? "" : "s");
}

std::string describe(SEXP x) {
  const std::size_t n = length(x);
  switch (TYPEOF(x)) {
    case NILSXP:
      return "NULL";
    case REALSXP:
      return numbered(n, "number");
    case INTSXP:
      return numbered(n, "integer");
    case STRSXP:
      return tfm::format("a character vector of length %d", n);
    case VECSXP:
      return tfm::format("a list of length %d", n);
    default:
      return tfm::format("an object of type %s and length %.0f", Rf_type2char(TYPEOF(x)), n);
  }
}

void refuse(const Label& label, const std::string& must, SEXP came) {
  Rcpp::stop("`%s` must be %s, not %s.", label, must, describe(came));
}

Numbers numbers(SEXP x, const Label& label, std::size_t size) {
  if (!is_double(x)) refuse(label, "numbers of type double", x);
  if (size != any_size && length(x) != size) refuse(label, numbered(size, "number"), x);
  return {REAL(x), length(x)};
}

const double* optional_numbers(SEXP x, const Label& label, std::size_t size) {
  return Rf_isNull(x) ? nullptr : numbers(x, label, size).begin;
}

Matrix matrix(SEXP x, const Label& label, std::size_t rows, std::size_t columns) {
  if (!is_double(x) || !Rf_isMatrix(x)) refuse(label, "a matrix of type double", x);
  const std::size_t n = Rf_nrows(x), p = Rf_ncols(x);
  if ((rows != any_size && n != rows) || (columns != any_size && p != columns))
    Rcpp::stop("`%s` must be a %d x %d matrix, not %d x %d.", label, rows == any_size ? n : rows,
               columns == any_size ? p : columns, n, p);
  return {REAL(x), n, p};
}

std::size_t rows_of(SEXP x) {
  if (TYPEOF(x) != VECSXP) return Rf_nrows(x);
  return length(x) == 0 ? 0 : length(VECTOR_ELT(x, 0));
}

Columns columns(SEXP x, const Label& label, std::size_t rows) {
  Columns result;
  if (rows == any_size) rows = rows_of(x);
  if (TYPEOF(x) == VECSXP) {
    for (std::size_t j = 0; j < length(x); ++j) result.push_back(numbers(VECTOR_ELT(x, j), {label, j + 1}, rows).begin);
    return result;
  }
  if (!is_double(x) || !Rf_isMatrix(x)) refuse(label, "a matrix of type double or a list of such columns", x);
  if (static_cast<std::size_t>(Rf_nrows(x)) != rows)
    Rcpp::stop("`%s` must have %s, not %d.", label, numbered(rows, "row"), Rf_nrows(x));
  for (int j = 0; j < Rf_ncols(x); ++j) result.push_back(REAL(x) + rows * j);
  return result;
}

std::vector<std::size_t> counts(SEXP x, const Label& label, double least, double most) {
  if (!is_double(x) && TYPEOF(x) != INTSXP) refuse(label, "whole numbers", x);
  std::vector<std::size_t> result(length(x));
  for (std::size_t i = 0; i < result.size(); ++i) {
    const double value = is_double(x) ? REAL(x)[i] : INTEGER(x)[i];
    if (!(value >= least && value <= most && value == std::floor(value)))
      Rcpp::stop("`%s` must be %s %s, not %g.", label, length(x) == 1 ? "a whole number" : "whole numbers",
                 range(least, most), value);
    result[i] = static_cast<std::size_t>(value);
  }
  return result;
}

std::size_t count(SEXP x, const Label& label, double least, double most) {
  if (!is_number(x)) refuse(label, "a whole number " + range(least, most), x);
  return counts(x, label, least, most)[0];
}

const int* row_numbers(SEXP x, const Label& label, std::size_t rows, std::size_t size) {
  if (Rf_isNull(x)) {
    if (size > rows) Rcpp::stop("%d rows are more than the data have, %d.", size, rows);
    return nullptr;
  }
  if (TYPEOF(x) != INTSXP || length(x) != size) refuse(label, numbered(size, "integer"), x);
  for (std::size_t i = 0; i < size; ++i)
    if (INTEGER(x)[i] < 1 || static_cast<std::size_t>(INTEGER(x)[i]) > rows)
      Rcpp::stop("`%s` must be from 1 to %d, not %d.", label, rows, INTEGER(x)[i]);
  return INTEGER(x);
}

// ---- lists --------------------------------------------------------------------------------------------------------

Fields::Fields(SEXP list, const Label& name) : list_(list), names_(Rf_getAttrib(list, R_NamesSymbol)), name_(name) {
  if (TYPEOF(list) != VECSXP) refuse(name, "a list", list);
}

SEXP Fields::find(const char* field) const {
  for (std::size_t i = 0; i < length(names_); ++i)
    if (std::strcmp(CHAR(STRING_ELT(names_, i)), field) == 0) return VECTOR_ELT(list_, i);
  return nullptr;
}

bool Fields::has(const char* field) const {
  const SEXP found = find(field);
  return found && !Rf_isNull(found);
}

SEXP Fields::operator[](const char* field) const {
  const SEXP found = find(field);
  if (!found) Rcpp::stop("`%s` must have a field `%s`.", name_, field);
  return found;
}

double Fields::number(const char* field) const {
  const SEXP x = (*this)[field];
  if (!is_number(x)) refuse(label(field), "one number", x);
  return Rf_asReal(x);
}

std::size_t Fields::count(const char* field, double least, double most) const {
  return descent::count((*this)[field], label(field), least, most);
}

bool Fields::flag(const char* field) const {
  const SEXP x = (*this)[field];
  if (TYPEOF(x) != LGLSXP || length(x) != 1 || LOGICAL(x)[0] == NA_LOGICAL) refuse(label(field), "TRUE or FALSE", x);
  return LOGICAL(x)[0];
}

std::string Fields::text(const char* field) const {
  const SEXP x = (*this)[field];
  if (TYPEOF(x) != STRSXP || length(x) != 1) refuse(label(field), "one name", x);
  return CHAR(STRING_ELT(x, 0));
}

Numbers Fields::numbers(const char* field, std::size_t size) const {
  return descent::numbers((*this)[field], label(field), size);
}

Numbers Fields::numbers_or_none(const char* field, std::size_t size) const {
  const Numbers all = numbers(field);
  return all.size == 0 ? all : numbers(field, size);
}

// ---- to R ---------------------------------------------------------------------------------------------------------

// An allocation that fails is an R error, which must not skip the destructors of what is in use here.
Rcpp::NumericVector new_vector(std::size_t size) {
  const Rcpp::Shield<SEXP> memory(Rcpp::unwindProtect([size] { return Rf_allocVector(REALSXP, size); }));
  prepare(REAL(memory), size * sizeof(double));
  return Rcpp::NumericVector(static_cast<SEXP>(memory));
}

Rcpp::NumericMatrix new_matrix(std::size_t rows, std::size_t columns) {
  if (rows > 2147483647 || columns > 2147483647)
    Rcpp::stop("a matrix of R must have fewer than 2^31 rows and columns, not %.0f x %.0f.", rows, columns);
  const Rcpp::Shield<SEXP> memory(Rcpp::unwindProtect(
      [rows, columns] { return Rf_allocMatrix(REALSXP, static_cast<int>(rows), static_cast<int>(columns)); }));
  prepare(REAL(memory), rows * columns * sizeof(double));
  return Rcpp::NumericMatrix(static_cast<SEXP>(memory));
}

Rcpp::NumericVector copy_of(const Numbers& x) {
  Rcpp::NumericVector result = new_vector(x.size);
  std::copy(x.begin, x.end(), result.begin());
  return result;
}

Rcpp::NumericMatrix copy_of(const Matrix& x) {
  Rcpp::NumericMatrix result = new_matrix(x.rows, x.columns);
  std::copy(x.begin, x.begin + x.rows * x.columns, result.begin());
  return result;
}

Rcpp::NumericVector without_padding(Shape shape, const double* block) {
  Rcpp::NumericVector result = new_vector(shape.rows * shape.units);
  for (std::size_t u = 0; u < shape.units; ++u)
    std::copy(block + u * shape.ld(), block + u * shape.ld() + shape.rows, result.begin() + u * shape.rows);
  return result;
}

void add_padding(Shape shape, const double* from, double* block) {
  for (std::size_t u = 0; u < shape.units; ++u, from += shape.rows, block += shape.ld()) {
    std::copy(from, from + shape.rows, block);
    std::fill(block + shape.rows, block + shape.ld(), block[shape.rows - 1]);
  }
}

}  // namespace descent
