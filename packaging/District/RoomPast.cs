using System.Globalization;
using System.Text.Json.Nodes;
using Tongtang.Protocol.V1;

namespace Tongtang.District;

/// <summary>What a box would have sent in the weeks before: readings, alarms, and recordings of lessons.</summary>
internal sealed class RoomPast(HubApi api, IReadOnlyList<MadeUpLesson> lessons, DateTimeOffset now)
{
    private const int Days = 40;
    private const int ReadingMinutes = 30;

    private static readonly (string Kind, string Subject)[] s_alarms =
        [("no_sound", "teacher-mic"), ("source_down", "teacher"), ("device_down", "projector"), ("upload_behind", ""), ("disk_low", ""), ("picture_frozen", "student"), ("clock_off", "")];

    /// <summary>Brings the hub what it lacks.</summary>
    /// <returns>How many recordings the room has.</returns>
    public async Task<int> FillAsync(MadeUpBox box)
    {
        await box.DeliverAsync(ItemClass.Reading, [.. Readings(box.Room)]);
        await box.DeliverAsync(ItemClass.Alarm, [.. Alarms(box.Room)]);
        return box.Room.IsClass ? await RecordingsAsync(box) : 0;
    }

    /// <summary>Warm and stale by day, cool at night, a little of its own in each room.</summary>
    private IEnumerable<Item> Readings(MadeUpRoom room)
    {
        var random = new Random(room.Number);
        var (warm, first) = (random.NextDouble() * 3, Midnight().AddDays(-Days));
        for (var at = first; at < Midnight(); at = at.AddMinutes(ReadingMinutes))
        {
            var local = at.ToOffset(TimeSpan.FromHours(8));
            var taught = local.Hour is >= 8 and < 17 && local.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) ? 1 : 0;
            yield return Reading(at, "air", "temperature_celsius", Math.Round(17 + warm + (3 * Math.Sin((local.Hour - 8) / 24.0 * 2 * Math.PI)) + (2 * taught) + random.NextDouble(), 1));
            yield return Reading(at, "air", "co2_ppm", Math.Round(430 + (taught * (450 + (300 * random.NextDouble()))) + (20 * random.NextDouble())));
            yield return Reading(at, "agent", "cpu_percent", Math.Round(4 + (taught * 9) + (3 * random.NextDouble()), 1));
        }
    }

    /// <summary>Some weeks ago and seen to; in every twentieth room one that still holds.</summary>
    private IEnumerable<Item> Alarms(MadeUpRoom room)
    {
        var random = new Random(room.Number + 1000);
        for (var i = 0; i < 3; i++)
        {
            var (kind, subject) = s_alarms[random.Next(s_alarms.Length)];
            var at = Midnight().AddDays(-Days + (i * 12) + random.Next(10)).AddHours(random.Next(1, 8)).AddMinutes(random.Next(60));
            yield return Alarm(at, kind, subject, AlarmChange.Raised);
            yield return Alarm(at.AddMinutes(random.Next(4, 90)), kind, subject, AlarmChange.Cleared);
        }
        if (room.Number % 20 != 13) yield break;
        var (open, source) = s_alarms[room.Number / 20 % s_alarms.Length];
        yield return Alarm(Midnight().AddMinutes(-random.Next(60, 1200)), open, source, AlarmChange.Raised);
    }

    /// <summary>In rooms that record much, the newest lesson whole and with the screen; elsewhere up to four in these weeks, so that schools differ.</summary>
    private async Task<int> RecordingsAsync(MadeUpBox box)
    {
        var room = box.Room;
        var today = DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(8)).Date);
        var days = (await api.GetAsync(string.Create(CultureInfo.InvariantCulture, $"timetable/days?room={room.Id}&from={today.AddDays(-Days):yyyy-MM-dd}&to={today.AddDays(-1):yyyy-MM-dd}")))["days"]!.AsArray();
        var step = RecordsMuch(room) ? 17 : 41;
        var taught = days.SelectMany(day => day!["lessons"]!.AsArray()).Where((_, at) => at % step == room.Number % step).Select(lesson => lesson!).ToList();
        if (!RecordsMuch(room)) taught = [.. taught.TakeLast(room.Number * 7 % 5)];
        foreach (var (at, lesson) in taught.Index()) await RecordAsync(box, lesson, RecordsMuch(room) && at == taught.Count - 1);
        return taught.Count;
    }

    private async Task RecordAsync(MadeUpBox box, JsonNode lesson, bool whole)
    {
        var (startedAt, subject, id) = (lesson["startsAt"]!.GetValue<DateTimeOffset>(), TreeFilling.Text(lesson, "subject"), TreeFilling.Text(lesson, "id"));
        var (media, topic) = MadeUpMedia.Of(subject);
        var told = new RecordedLesson(
            RecordedLesson.IdOf(id), startedAt, $"{subject}{(topic.Length > 0 ? " " : "")}{topic}", TreeFilling.Text(lesson, "teacher"), subject, TreeFilling.Text(lesson, "className"), id);
        var recording = new MadeUpRecording(box, told, lessons[media], withScreen: whole, piecesPerSegment: 3);
        await recording.OpenAsync();
        await recording.StoreAsync(TimeSpan.FromMinutes(whole ? 40 : 16));
        await recording.CloseAsync();
    }

    /// <summary>Every ninth.</summary>
    private static bool RecordsMuch(MadeUpRoom room) => room.Number % 9 == 5;

    private DateTimeOffset Midnight() => new(now.UtcDateTime.Date, TimeSpan.Zero);

    private static Item Reading(DateTimeOffset at, string device, string name, double value) => new() { TimeMs = at.ToUnixTimeMilliseconds(), Reading = new Reading { Device = device, Name = name, Value = value } };

    private static Item Alarm(DateTimeOffset at, string kind, string subject, AlarmChange change) => new()
    {
        TimeMs = at.ToUnixTimeMilliseconds(),
        Alarm = new Alarm { Key = subject.Length == 0 ? kind : $"{kind}/{subject}", Kind = kind, Subject = subject, Change = change },
    };
}
