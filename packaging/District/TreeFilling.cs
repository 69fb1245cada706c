using System.Globalization;
using System.Text.Json.Nodes;

namespace Tongtang.District;

/// <summary>Schools, rooms, people, terms, bells, lessons and pairings, by imports and forms of the public interface.</summary>
internal sealed class TreeFilling(HubApi api, IReadOnlyList<PlannedSchool> schools, DateOnly today)
{
    private static readonly string[] s_bells = ["08:00 08:40", "08:50 09:30", "09:50 10:30", "10:40 11:20", "14:00 14:40", "14:50 15:30", "15:40 16:20"];

    private static readonly string[] s_evening = ["19:00 19:45", "19:55 20:40"];

    private DateOnly FirstDay => today.AddDays(-(((int)today.DayOfWeek + 6) % 7)).AddDays(-12 * 7);

    /// <summary>Ids by region and name of the school.</summary>
    private Dictionary<(string Region, string Name), string> _schools = [];

    public async Task RunAsync(Action<string> say)
    {
        say($"schools and rooms: {await RoomsAsync()} rooms made");
        _schools = (await api.AllAsync("schools")).ToDictionary(school => (Text(school, "regionName"), Text(school, "name")), school => Text(school, "id"));
        say($"people: {await PeopleAsync()} accounts made");
        await TermsAsync();
        var lessons = 0;
        foreach (var (index, school) in schools.Index())
        {
            lessons += await LessonsAsync(school);
            if (index % 10 == 9) say($"timetables: {index + 1} of {schools.Count} schools");
        }
        say($"timetables: {lessons} weekly lessons brought in");
        await PairingsAsync();
        await TargetsAsync();
        await FloorAsync();
        await MaintenanceAsync();
    }

    /// <summary>All rooms as they stand at the hub, in the order of the plan.</summary>
    public async Task<IReadOnlyList<MadeUpRoom>> RoomsOfAsync()
    {
        var known = (await api.AllAsync("rooms")).ToDictionary(room => (Text(room, "schoolName"), Text(room, "name")), room => room);
        return [.. schools.SelectMany(school => school.Rooms.Select(room => (School: school, Room: room))).Select((pair, number) =>
        {
            var room = known[(pair.School.Name, pair.Room.Name)];
            return new MadeUpRoom(Text(room, "id"), pair.Room.Name, Text(room, "schoolId"), pair.School.Name, number, pair.Room.IsClass);
        })];
    }

    public static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private async Task<int> RoomsAsync()
    {
        var rows = schools.SelectMany(school => school.Rooms.Select(room => (string[])[school.Region, school.Name, school.Kind, school.Tier, school.Tier == "demonstration" ? "示范校" : "", room.Name, room.Tags]));
        string[] head = ["区域", "学校", "学校类型", "学校层级", "学校标签", "教室", "教室标签"];
        var report = await api.PostAsync("fleet/imports", new { fileName = "district.csv", content = HubApi.Csv(rows.Prepend(head)), dryRun = false });
        var faults = report["faults"]!.AsArray();
        if (faults.Any(fault => Text(fault!, "code") != "nothing_new")) throw new DistrictException($"The rooms were refused: {faults[0]}");
        return faults.Count > 0 ? 0 : report["rooms"]!.GetValue<int>();
    }

    /// <summary>Whoever is there already is left out of the file.</summary>
    private async Task<int> PeopleAsync()
    {
        var known = (await api.AllAsync("accounts")).Select(account => Text(account, "name")).ToHashSet(StringComparer.Ordinal);
        var rows = RolePlan.All(schools).Where(person => !known.Contains(person.Name)).Select(person => (string[])[person.Name, person.Role, person.Region, person.School]).ToList();
        if (rows.Count == 0) return 0;
        var report = await api.PostAsync("accounts/imports", new { fileName = "people.csv", content = HubApi.Csv(rows.Prepend(["用户名", "角色", "区域", "学校"])), dryRun = false });
        return report["faults"]!.AsArray() is [var fault, ..] ? throw new DistrictException($"The people were refused: {fault}") : rows.Count;
    }

    private async Task TermsAsync()
    {
        var name = today.Month is >= 8 or 1 ? $"{FirstDay.Year}—{FirstDay.Year + 1} 学年第一学期" : $"{FirstDay.Year - 1}—{FirstDay.Year} 学年第二学期";
        var used = schools.Select(school => school.Region).ToHashSet(StringComparer.Ordinal);
        foreach (var region in (await api.AllAsync("regions")).Where(region => used.Contains(Text(region, "name"))))
        {
            var place = Text(region, "id");
            if ((await api.GetAsync($"timetable/terms?place={place}")).AsArray().Any(term => Text(term!, "name") == name && Text(term!, "placeId") == place)) continue;
            await api.PostAsync("timetable/terms", new { placeId = place, name, firstDay = FirstDay, weeks = 20 });
            await api.PutAsync("timetable/special-days", new { placeId = place, date = FirstDay.AddDays((5 * 7) + 3), note = "秋季运动会" });
            await api.PutAsync("timetable/special-days", new { placeId = place, date = FirstDay.AddDays((5 * 7) + 5), taughtAs = FirstDay.AddDays((5 * 7) + 3), note = "调休补课" });
        }
    }

    private async Task<int> LessonsAsync(PlannedSchool school)
    {
        var id = _schools[(school.Region, school.Name)];
        var times = school.Kind == "junior" ? [.. s_bells, .. s_evening] : s_bells;
        if ((await api.GetAsync($"timetable/bells?school={id}")).AsArray().Count == 0)
        {
            var periods = times.Select((time, at) => new { number = at + 1, name = at < s_bells.Length ? $"第{at + 1}节" : $"晚自习{at + 1 - s_bells.Length}", starts = time[..5], ends = time[6..] });
            await api.PostAsync("timetable/bells", new { schoolId = id, name = "作息时间", firstDay = FirstDay, periods });
        }
        if ((await api.GetAsync($"timetable/imports?school={id}"))["total"]!.GetValue<int>() > 0) return 0;
        var term = (await api.GetAsync($"timetable/terms?place={id}")).AsArray().First(one => DateOnly.Parse(Text(one!, "firstDay"), CultureInfo.InvariantCulture) == FirstDay)!;
        var rows = Weekly(school, times.Length).ToList();
        var report = await api.PostAsync("timetable/imports", new { schoolId = id, termId = Text(term, "id"), fileName = "timetable.csv", content = HubApi.Csv(rows.Prepend(["教室", "星期", "节次", "周次", "学科", "班级", "教师"])), dryRun = false });
        return report["faults"]!.AsArray() is [var fault, ..] ? throw new DistrictException($"The timetable of {school.Name} was refused: {fault}") : rows.Count;
    }

    /// <summary>
    /// Four rooms share eight teachers: in the same period each has another one, and from period to period they move on by
    /// one, so that nobody is in two places.
    /// </summary>
    private static IEnumerable<string[]> Weekly(PlannedSchool school, int periods)
    {
        foreach (var (at, room) in school.Rooms.Where(room => room.IsClass).Index())
        {
            var group = at / 4 * 8;
            var size = Math.Min(8, school.Teachers.Count - group);
            for (var slot = 0; slot < 5 * periods; slot++)
            {
                if ((slot + (3 * at)) % 11 == 7) continue;
                var teacher = school.Teachers[group + (((at % 4) + slot) % size)];
                yield return [room.Name, $"{(slot / periods) + 1}", $"{(slot % periods) + 1}", slot % 9 == 4 ? "单" : "", teacher.Subject, room.Name.Contains('班', StringComparison.Ordinal) ? room.Name : "", teacher.Name];
            }
        }
    }

    /// <summary>What the district wants to reach in this term.</summary>
    private async Task TargetsAsync()
    {
        if ((await api.AllAsync("usage-targets")).Count > 0) return;
        foreach (var (figure, value) in new[] { ("coverage", 0.6), ("breadth", 0.5), ("lessons-per-room-week", 0.5) })
            await api.PostAsync("usage-targets", new { figure, value, from = FirstDay });
    }

    /// <summary>The first school's rooms on its ground floor.</summary>
    private async Task FloorAsync()
    {
        var rooms = (await RoomsOfAsync()).Where(room => room.School == schools[0].Name).Take(2 * DrawnPlan.Columns).ToList();
        var path = $"schools/{rooms[0].SchoolId}/floor-plans";
        if ((await api.GetAsync(path)).AsArray().Count > 0) return;
        var plan = await api.PostAsync(path, new { name = "教学楼一层", content = Convert.ToBase64String(DrawnPlan.Png()) });
        await api.PutAsync($"floor-plans/{Text(plan, "id")}/rooms", new { rooms = rooms.Select((room, at) => new { roomId = room.Id, x = DrawnPlan.Middle(at).X, y = DrawnPlan.Middle(at).Y }) });
    }

    /// <summary>A school whose line is worked on in the evening of every Sunday.</summary>
    private async Task MaintenanceAsync()
    {
        if ((await api.AllAsync("maintenance-windows")).Count > 0) return;
        var sunday = today.AddDays((7 - (int)today.DayOfWeek) % 7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var placeId = (await RoomsOfAsync()).First(room => room.School == schools[^1].Name).SchoolId;
        await api.PostAsync("maintenance-windows", new { placeId, reason = "线路检修", begins = $"{sunday}T20:00", ends = $"{sunday}T23:59", isWeekly = true });
    }

    /// <summary>Each teaching point that is not the demo's own learns with a class of a centre school, with lessons planned for tomorrow.</summary>
    private async Task PairingsAsync()
    {
        var rooms = await RoomsOfAsync();
        var known = (await api.AllAsync("pairings")).Select(pairing => Text(pairing, "name")).ToHashSet(StringComparer.Ordinal);
        var hosts = schools.Where(school => school.Kind == "centre-school").ToList();
        foreach (var (at, point) in schools.Where(school => school.Kind == "teaching-point").Skip(2).Index())
        {
            var name = $"{point.Name}专递课堂";
            if (known.Contains(name)) continue;
            var host = rooms.Where(room => room.School == hosts[at % hosts.Count].Name).ElementAt(1 + (at / hosts.Count));
            var receiver = rooms.First(room => room.School == point.Name);
            var pairing = await api.PostAsync("pairings", new { name, mode = "dedicated", hostRoomId = host.Id, receiverRoomIds = (string[])[receiver.Id], purpose = "音乐、美术、英语同步上课" });
            var tomorrow = new DateTimeOffset(today.AddDays(1), new TimeOnly(8 + (at % 3), 50), TimeSpan.FromHours(8));
            await api.PostAsync("linked-lessons", new { pairingId = Text(pairing, "id"), title = at % 2 == 0 ? "音乐《茉莉花》" : "美术《家乡的桥》", teacher = schools[0].Teachers[5].Name, startAt = tomorrow, minutes = 40, weeks = 4 });
        }
    }
}
