using FsCheck;
using FsCheck.Fluent;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Tests.Timetable;

public sealed class TaughtLessonsTests
{
    private static readonly DateOnly s_monday = MadeTimetable.FirstDay;

    [Theory]
    [InlineData(-7, 0)]
    [InlineData(0, 2)]
    [InlineData(7, 2)]
    [InlineData(19 * 7, 2)]
    [InlineData(20 * 7, 0)]
    public void Lessons_AreTaughtInTheTermsWeeksOnly(int days, int expected)
    {
        var timetable = MadeTimetable.Make([MadeTimetable.Lesson("a"), MadeTimetable.Lesson("odd", period: 2, weeks: "odd"), MadeTimetable.Lesson("even", period: 2, weeks: "even")]);

        Assert.Equal(expected, TaughtLessons.On(timetable, s_monday.AddDays(days)).Count);
    }

    [Fact]
    public void Term_ThatBeginsInMidWeek_CountsThatWeekAsItsFirst()
    {
        var timetable = MadeTimetable.Make([MadeTimetable.Lesson("a", weeks: "1"), MadeTimetable.Lesson("b", weekday: 4, weeks: "1")]) with
        {
            Terms = [MadeTimetable.Term with { FirstDay = s_monday.AddDays(2) }],
        };

        Assert.Empty(TaughtLessons.On(timetable, s_monday));
        Assert.Single(TaughtLessons.On(timetable, s_monday.AddDays(3)));
        Assert.Empty(TaughtLessons.On(timetable, s_monday.AddDays(10)));
    }

    [Fact]
    public void DayTaughtAsAnother_HasThatDaysLessonsOfThatWeek()
    {
        var saturday = s_monday.AddDays(12);
        var timetable = MadeTimetable.Make([MadeTimetable.Lesson("odd", weeks: "odd"), MadeTimetable.Lesson("even", weeks: "even", className: "七2班")]) with
        {
            Days = [new(MadeTimetable.School, saturday, s_monday.AddDays(14), "国庆调休"), new(MadeTimetable.School, s_monday.AddDays(14), null, "国庆")],
        };

        var lesson = Assert.Single(TaughtLessons.On(timetable, saturday));
        Assert.Equal(("odd", saturday), (lesson.Weekly.Id, lesson.Date));
        Assert.Equal(new DateTimeOffset(saturday, new TimeOnly(8, 0), TimeSpan.FromHours(8)), lesson.StartsAt);
        Assert.Empty(TaughtLessons.On(timetable, s_monday.AddDays(14)));
    }

    [Fact]
    public void Schools_OwnTermAndDays_GoBeforeTheRegions()
    {
        var timetable = MadeTimetable.Make([MadeTimetable.Lesson("own") with { TermId = "own" }, MadeTimetable.Lesson("regions")]) with
        {
            Terms = [MadeTimetable.Term with { PlaceId = "region" }, new("own", MadeTimetable.School, "本校", s_monday, 1)],
            Days = [new("region", s_monday, null, "全区放假"), new(MadeTimetable.School, s_monday, s_monday, "本校上课")],
        };

        Assert.Equal("own", Assert.Single(TaughtLessons.On(timetable, s_monday)).Weekly.Id);
        Assert.Equal("regions", Assert.Single(TaughtLessons.On(timetable, s_monday.AddDays(7))).Weekly.Id);
    }

    [Fact]
    public void Bells_AreThoseOfTheDate()
    {
        var timetable = MadeTimetable.Make([MadeTimetable.Lesson("a")]);
        timetable = timetable with { Bells = [.. timetable.Bells, new("winter", "冬季", s_monday.AddDays(7), [new(1, "第一节", 510, 555)])] };

        Assert.Equal(0, TaughtLessons.On(timetable, s_monday)[0].StartsAt.UtcDateTime.Hour);
        Assert.Equal(30, TaughtLessons.On(timetable, s_monday.AddDays(7))[0].StartsAt.UtcDateTime.Minute);
    }

    [Fact]
    public void Exchange_AcrossDays_MovesBothAndKeepsTheirIds()
    {
        var timetable = MadeTimetable.Make([MadeTimetable.Lesson("a"), MadeTimetable.Lesson("b", weekday: 3, period: 2)]) with
        {
            Changes = [new("s", "a", s_monday, s_monday.AddDays(2), 2, "r1", null), new("s", "b", s_monday.AddDays(2), s_monday, 1, "r1", null)],
        };

        var (monday, wednesday) = (TaughtLessons.On(timetable, s_monday), TaughtLessons.On(timetable, s_monday.AddDays(2)));

        Assert.Equal(("b-20260902", 1, "s"), (monday[0].Id, monday[0].Period.Number, monday[0].SwapId));
        Assert.Equal(("a-20260831", 2), (wednesday[0].Id, wednesday[0].Period.Number));
    }

    [Fact]
    public void Lesson_ThatDoesNotTakePlace_IsGoneOnThatDateOnly()
    {
        var timetable = MadeTimetable.Make([MadeTimetable.Lesson("a")]) with { Changes = [new("s", "a", s_monday, null, 1, "r1", null)] };

        Assert.Empty(TaughtLessons.On(timetable, s_monday));
        Assert.Single(TaughtLessons.On(timetable, s_monday.AddDays(7)));
    }

    /// <summary>Berlin goes from 02:00 to 03:00 on 2027-03-28 and from 03:00 back to 02:00 on 2026-10-25.</summary>
    [Theory]
    [InlineData(2027, 3, 28, 90, 135, "00:30", "01:00")]
    [InlineData(2027, 3, 28, 150, 195, "01:00", "01:15")]
    [InlineData(2026, 10, 25, 90, 150, "23:30", "00:30")]
    [InlineData(2026, 10, 25, 150, 195, "00:30", "02:15")]
    public void Bells_InAClockChange_RingByTheWall(int year, int month, int day, int starts, int ends, string from, string to)
    {
        var date = new DateOnly(year, month, day);
        var timetable = MadeTimetable.Make([MadeTimetable.Lesson("a", weekday: 7)], "Europe/Berlin") with
        {
            Terms = [MadeTimetable.Term with { Weeks = 40 }],
            Bells = [new("b", "夜", date, [new(1, "夜", starts, ends)])],
        };

        var lesson = Assert.Single(TaughtLessons.On(timetable, date));

        Assert.Equal((from, to), ($"{lesson.StartsAt.UtcDateTime:HH:mm}", $"{lesson.EndsAt.UtcDateTime:HH:mm}"));
    }

    [Fact]
    public void Period_ThatAClockChangeSwallows_IsNotTaught()
    {
        var date = new DateOnly(2027, 3, 28);
        var timetable = MadeTimetable.Make([MadeTimetable.Lesson("a", weekday: 7)], "Europe/Berlin") with
        {
            Terms = [MadeTimetable.Term with { Weeks = 40 }],
            Bells = [new("b", "夜", date, [new(1, "夜", 125, 170)])],
        };

        Assert.Empty(TaughtLessons.On(timetable, date));
    }

    [Fact]
    public void AnyPeriodsInOrder_StayInOrder_OnAnyDateOfAnyZone()
    {
        string[] zones = ["Asia/Shanghai", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia"];
        var made = from zone in Gen.Elements(zones)
                   from day in Gen.Choose(0, 1200)
                   from bells in Gen.Choose(0, 1439).ListOf(8)
                   select (zone, new DateOnly(2009, 1, 1).AddDays(day), bells.Order().ToList());
        Prop.ForAll(made.ToArbitrary(), one =>
        {
            var (zone, date, bells) = one;
            var times = bells.Select(minute => WallClock.At(date, minute, TimeZoneInfo.FindSystemTimeZoneById(zone))).ToList();
            Assert.Equal(times.Order(), times);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Whatever is swapped: a lesson that is not cancelled is taught once, and one that is, not at all.</summary>
    [Fact]
    public void AnySwaps_LoseAndDoubleNothing()
    {
        var lessons = Enumerable.Range(0, 20).Select(i => MadeTimetable.Lesson($"l{i}", (i % 5) + 1, (i / 5) + 1)).ToList();
        var change = from index in Gen.Choose(0, 19)
                     from week in Gen.Choose(0, 3)
                     from days in Gen.Choose(-1, 27)
                     from period in Gen.Choose(1, 4)
                     let date = s_monday.AddDays((7 * week) + (index % 5))
                     select new LessonChange("s", $"l{index}", date, days < 0 ? null : s_monday.AddDays(days), period, "r2", "代课");
        Prop.ForAll(change.ListOf().ToArbitrary(), list =>
        {
            var changes = list.DistinctBy(one => (one.LessonId, one.Date)).ToList();
            var timetable = MadeTimetable.Make(lessons) with { Changes = changes };

            var taught = Enumerable.Range(0, 28).SelectMany(day => TaughtLessons.On(timetable, s_monday.AddDays(day))).ToList();

            Assert.Equal(80 - changes.Count(one => one.ToDate is null), taught.Count);
            Assert.Equal(taught.Count, taught.Select(one => one.Id).Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(changes.Count(one => one.ToDate is not null), taught.Count(one => one is { SwapId: "s", RoomId: "r2", Teacher: "代课" }));
        }).QuickCheckThrowOnFailure();
    }
}
