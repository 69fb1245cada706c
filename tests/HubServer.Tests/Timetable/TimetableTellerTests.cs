using System.Net.Http.Json;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Timetable;

public sealed class TimetableTellerTests() : HubWithBox()
{
    [Fact]
    public async Task Box_IsToldFourWeeks_OnlyWhatItDoesNotHave_AndEachChange()
    {
        // The test's clock begins on Tuesday 2026-09-01, 08:00 in Shanghai.
        var school = await SchoolWithTerm.MakeAsync(Client, Place);
        await school.LessonAsync(2, 1, "数学", "王老师");
        var lesson = await school.LessonAsync(4, 2, "语文", "李老师", weeks: "odd");

        var first = await TimetableAsync(await Box.ConnectAsync());
        Assert.Equal(["数学 2026-09-01 00:00", "语文 2026-09-03 00:55", "数学 2026-09-08 00:00", "数学 2026-09-15 00:00", "语文 2026-09-17 00:55", "数学 2026-09-22 00:00"], first.Lessons.Select(Text));
        Assert.Equal(["李老师", "王老师"], first.Teachers.Order(StringComparer.Ordinal));
        Assert.False(first.Record);

        var link = await Box.ConnectAsync(timetableHash: first.Hash);
        var again = await TimetableAsync(link);
        Assert.Equal((true, first.Hash, 0), (again.Unchanged, again.Hash, again.Lessons.Count));

        await Client.PostForIdAsync("/api/v1/timetable/swaps", new { kind = "move", lessonId = lesson, date = "2026-09-03", toDate = "2026-09-04", toPeriod = 1 });
        var moved = await TimetableAsync(link);
        Assert.Equal("语文 2026-09-04 00:00", Text(moved.Lessons[1]));
        Assert.Equal(first.Lessons[1].Id, moved.Lessons[1].Id);
        await school.PutAsync($"rooms/{Place.RoomId}/settings", new { record = true });
        var last = await TimetableAsync(link);
        Assert.True(last.Record);

        Time.Advance(TimeSpan.FromDays(1));
        Assert.Contains((await TimetableAsync(await Box.ConnectAsync(timetableHash: last.Hash))).Lessons, one => Text(one) == "数学 2026-09-29 00:00");
    }

    private static string Text(TimetableLesson lesson) => $"{lesson.Subject} {DateTimeOffset.FromUnixTimeMilliseconds(lesson.StartsMs).UtcDateTime:yyyy-MM-dd HH:mm}";

    private static async Task<RoomTimetable> TimetableAsync(TestLink link)
    {
        while (true)
        {
            if ((await link.HearAsync()).Timetable is { } timetable) return timetable;
        }
    }
}
