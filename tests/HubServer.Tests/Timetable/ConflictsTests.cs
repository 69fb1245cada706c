using FsCheck;
using FsCheck.Fluent;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Tests.Timetable;

public sealed class ConflictsTests
{
    [Theory]
    [InlineData("r1", "李老师", "七2班", "all", "Room")]
    [InlineData("r2", "王 老师", "七2班", "all", "Teacher")]
    [InlineData("r2", "李老师", "七1班", "odd", "Class")]
    [InlineData("r1", "王老师", "七1班", "1-2", "Room,Teacher,Class")]
    [InlineData("r2", "", "", "all", "")]
    [InlineData("r1", "王老师", "七1班", "21-30", "")]
    public void Lessons_AtTheSameTime_AreInEachOthersWayByWhatTheyShare(string room, string teacher, string className, string weeks, string expected)
    {
        var (one, other) = (MadeTimetable.Lesson("one"), MadeTimetable.Lesson("other", weeks: weeks, room: room, teacher: teacher, className: className));

        var found = Conflicts.Among([one, other], 20).SelectMany(conflict => conflict.Kinds);

        Assert.Equal(expected, string.Join(',', found));
    }

    [Fact]
    public void OddAndEvenWeeks_ShareARoom() =>
        Assert.Empty(Conflicts.Among([MadeTimetable.Lesson("one", weeks: "odd"), MadeTimetable.Lesson("other", weeks: "even")], 20));

    [Fact]
    public void AnyLessons_AreInTheWayExactlyWhereTheirDatesSay()
    {
        var lesson = from weekday in Gen.Choose(1, 2)
                     from period in Gen.Choose(1, 2)
                     from weeks in Gen.Elements("all", "odd", "even", "1-3", "2,5")
                     from room in Gen.Choose(1, 3)
                     from teacher in Gen.Choose(1, 3)
                     from className in Gen.Choose(1, 3)
                     select (weekday, period, weeks, $"r{room}", $"t{teacher}", $"c{className}");
        Prop.ForAll(lesson.ListOf().ToArbitrary(), list =>
        {
            var lessons = list.Index().Select(one => MadeTimetable.Lesson($"l{one.Index}", one.Item.weekday, one.Item.period, one.Item.weeks, one.Item.Item4, one.Item.Item5, one.Item.Item6)).ToList();
            var timetable = MadeTimetable.Make(lessons);

            var byDates = Enumerable.Range(0, 140)
                .SelectMany(day => Conflicts.OnDate(TaughtLessons.On(timetable, MadeTimetable.FirstDay.AddDays(day)), _ => true))
                .Select(conflict => Pair(conflict.One.Weekly.Id, conflict.Other.Weekly.Id));
            var byWeeks = Conflicts.Among(lessons, 20).Select(conflict => Pair(conflict.One.Id, conflict.Other.Id));

            Assert.Equal(byDates.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), byWeeks.Order(StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();
    }

    private static string Pair(string one, string other) => string.CompareOrdinal(one, other) < 0 ? $"{one} {other}" : $"{other} {one}";
}
