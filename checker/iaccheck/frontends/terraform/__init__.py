"""Terraform's language: files of HCL and JSON, modules, and their evaluation."""
