# What iaccheck is for: each block here has something that should not be applied.

module "assets" {
  source = "../modules/assets"

  name = "acme-${var.environment}-assets"
  acl  = var.assets_acl
}

resource "aws_security_group" "web" {
  name = "web"

  dynamic "ingress" {
    for_each = var.open_ports
    content {
      description = "port ${ingress.value}"
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/1", "128.0.0.0/1"] # together the whole internet
    }
  }
}

resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  allocated_storage   = 50
  publicly_accessible = true
  username            = "orders"
  password            = var.db_password
  skip_final_snapshot = true
}

data "aws_iam_policy_document" "deploy" {
  statement {
    sid       = "DeployEverything"
    actions   = ["*"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "deploy" {
  name   = "deploy"
  policy = data.aws_iam_policy_document.deploy.json
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = var.load_balancer_arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = var.target_group_arn
  }
}

resource "aws_ebs_volume" "scratch" {
  availability_zone = "eu-central-1a"
  size              = 100
  encrypted         = var.encrypt_scratch # nobody has said yet: iaccheck says so, rather than guessing
}

resource "aws_sqs_queue" "jobs" {
  name                    = "jobs"
  sqs_managed_sse_enabled = false # iaccheck:ignore=unencrypted-storage nothing but job numbers until=2030-12-31
}
