"""EC2 Image Builder: recipes and components, and the copies that a distribution makes."""

from __future__ import annotations

from .. import Service, attr
from ._devices import blocks_at_rest
from ._keys import stored

RECIPES = ("aws_imagebuilder_image_recipe", "AWS::ImageBuilder::ImageRecipe")

SERVICE = Service(
    blocks_at_rest(*RECIPES, what="disk of the image", part="disk",
                   at=attr("block_device_mapping[].ebs", "BlockDeviceMappings[].Ebs"), encrypted="encrypted",
                   key="kms_key_id"),
    blocks_at_rest("aws_imagebuilder_distribution_configuration", what="copy of the image", part="distribution",
                   at=attr("distribution[].ami_distribution_configuration"), key="kms_key_id"),
    stored("aws_imagebuilder_component", "AWS::ImageBuilder::Component", what="component",
           key=attr("kms_key_id", "KmsKeyId")),
)
