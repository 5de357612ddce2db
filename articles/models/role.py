from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy

from cms.publishing.models import Entry, Row
from cms.publishing.models.name_key import NameKeyField

from .skill import Skill


class Dimension(Entry):
    """What roles are compared on: one row of every comparison table."""

    name = models.CharField(gettext_lazy("name"), max_length=100)
    name_key = NameKeyField()
    description = models.CharField(gettext_lazy("description"), max_length=300, blank=True)
    position = models.PositiveIntegerField(gettext_lazy("order"), default=0)

    class Meta(Entry.Meta):
        verbose_name = gettext_lazy("dimension")
        verbose_name_plural = gettext_lazy("dimensions")
        ordering = ("position", "name")
        constraints = [models.UniqueConstraint(fields=["name_key"], name="dimension_name_reads_once")]

    def __str__(self) -> str:
        return self.name


class Role(Entry):
    """A job that articles explain and compare."""

    name = models.CharField(gettext_lazy("name"), max_length=150)
    name_key = NameKeyField()
    plural = models.CharField(gettext_lazy("plural"), max_length=150, blank=True)
    short_name = models.CharField(
        gettext_lazy("short name"),
        max_length=60,
        blank=True,
        help_text=gettext_lazy("For narrow table heads, such as “MLE”."),
    )
    aliases = models.JSONField(gettext_lazy("aliases"), default=list, blank=True)
    summary = models.CharField(
        gettext_lazy("summary"), max_length=400, blank=True, help_text=gettext_lazy("The role in one sentence.")
    )
    description = models.TextField(gettext_lazy("description"), blank=True, help_text=gettext_lazy("Markdown."))
    choose_if = models.TextField(
        gettext_lazy("choose it if…"),
        blank=True,
        help_text=gettext_lazy("Who should choose this role, in a sentence or two."),
    )
    same_as = models.JSONField(gettext_lazy("public identifiers"), default=list, blank=True)
    skills = models.ManyToManyField(
        Skill, through="RoleSkill", related_name="roles", verbose_name=gettext_lazy("skills")
    )

    class Meta(Entry.Meta):
        verbose_name = gettext_lazy("role")
        verbose_name_plural = gettext_lazy("roles")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["name_key"], name="role_name_reads_once")]

    def __str__(self) -> str:
        return self.name


class Responsibility(Row):
    role = models.ForeignKey(
        Role, on_delete=models.CASCADE, related_name="responsibilities", verbose_name=gettext_lazy("role")
    )
    text = models.CharField(gettext_lazy("text"), max_length=400)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("responsibility")
        verbose_name_plural = gettext_lazy("responsibilities")

    def __str__(self) -> str:
        return self.text


class RoleSkill(Row):
    """How much a role needs a skill: `importance` from 0 (hardly) to 1 (it is the job)."""

    class Tier(models.TextChoices):
        ESSENTIAL = "essential", gettext_lazy("Essential")
        USEFUL = "useful", gettext_lazy("Useful")

    role = models.ForeignKey(
        Role, on_delete=models.CASCADE, related_name="role_skills", verbose_name=gettext_lazy("role")
    )
    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, related_name="role_skills", verbose_name=gettext_lazy("skill")
    )
    importance = models.FloatField(
        gettext_lazy("importance"),
        default=0.5,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text=gettext_lazy("From 0 to 1."),
    )
    tier = models.CharField(gettext_lazy("tier"), max_length=10, choices=Tier, default=Tier.USEFUL)
    note = models.CharField(gettext_lazy("note"), max_length=300, blank=True)

    class Meta(Row.Meta):
        verbose_name_plural = gettext_lazy("weighted skills")
        verbose_name = gettext_lazy("weighted skill")
        constraints = [
            models.UniqueConstraint(fields=["role", "skill"], name="role_skill_once"),
            models.CheckConstraint(name="role_skill_importance", condition=models.Q(importance__range=(0, 1))),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.importance:g}"


class DimensionText(Row):
    """What one role is like in one dimension."""

    role = models.ForeignKey(
        Role, on_delete=models.CASCADE, related_name="dimension_texts", verbose_name=gettext_lazy("role")
    )
    dimension = models.ForeignKey(
        Dimension, on_delete=models.PROTECT, related_name="texts", verbose_name=gettext_lazy("dimension")
    )
    text = models.TextField(gettext_lazy("text"), help_text=gettext_lazy("Markdown."))

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("dimension text")
        verbose_name_plural = gettext_lazy("dimension texts")
        constraints = [models.UniqueConstraint(fields=["role", "dimension"], name="role_dimension_once")]

    def __str__(self) -> str:
        return str(self.dimension)
