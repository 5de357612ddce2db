from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from cms.publishing.models import Entry, Row
from cms.publishing.models.name_key import NameKeyField

from .skill import Skill


class Dimension(Entry):
    """What roles are compared on: one row of every comparison table."""

    name = models.CharField(max_length=100)
    name_key = NameKeyField()
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField("order", default=0)

    class Meta(Entry.Meta):
        ordering = ("position", "name")
        constraints = [models.UniqueConstraint(fields=["name_key"], name="dimension_name_reads_once")]

    def __str__(self) -> str:
        return self.name


class Role(Entry):
    """A job that articles explain and compare."""

    name = models.CharField(max_length=150)
    name_key = NameKeyField()
    plural = models.CharField(max_length=150, blank=True)
    short_name = models.CharField(max_length=60, blank=True, help_text="For narrow table heads, such as “MLE”.")
    aliases = models.JSONField(default=list, blank=True)
    summary = models.CharField(max_length=400, blank=True, help_text="The role in one sentence.")
    description = models.TextField(blank=True, help_text="Markdown.")
    choose_if = models.TextField(
        "choose it if…", blank=True, help_text="Who should choose this role, in a sentence or two."
    )
    same_as = models.JSONField("public identifiers", default=list, blank=True)
    skills = models.ManyToManyField(Skill, through="RoleSkill", related_name="roles")

    class Meta(Entry.Meta):
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["name_key"], name="role_name_reads_once")]

    def __str__(self) -> str:
        return self.name


class Responsibility(Row):
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="responsibilities")
    text = models.CharField(max_length=400)

    class Meta(Row.Meta):
        verbose_name_plural = "responsibilities"

    def __str__(self) -> str:
        return self.text


class RoleSkill(Row):
    """How much a role needs a skill: `importance` from 0 (hardly) to 1 (it is the job)."""

    class Tier(models.TextChoices):
        ESSENTIAL = "essential"
        USEFUL = "useful"

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="role_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="role_skills")
    importance = models.FloatField(
        default=0.5, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)], help_text="From 0 to 1."
    )
    tier = models.CharField(max_length=10, choices=Tier, default=Tier.USEFUL)
    note = models.CharField(max_length=300, blank=True)

    class Meta(Row.Meta):
        verbose_name = "weighted skill"
        constraints = [
            models.UniqueConstraint(fields=["role", "skill"], name="role_skill_once"),
            models.CheckConstraint(name="role_skill_importance", condition=models.Q(importance__range=(0, 1))),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.importance:g}"


class DimensionText(Row):
    """What one role is like in one dimension."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="dimension_texts")
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="texts")
    text = models.TextField(help_text="Markdown.")

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["role", "dimension"], name="role_dimension_once")]

    def __str__(self) -> str:
        return str(self.dimension)
