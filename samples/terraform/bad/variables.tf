variable "environment" {
  type    = string
  default = "staging"
}

variable "assets_acl" {
  type    = string
  default = "public-read"
}

variable "open_ports" {
  type    = list(number)
  default = [22, 443]
}

variable "db_password" {
  type      = string
  sensitive = true
}

variable "load_balancer_arn" {
  type = string
}

variable "target_group_arn" {
  type = string
}

variable "encrypt_scratch" {
  type = bool
}
