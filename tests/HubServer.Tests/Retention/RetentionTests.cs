using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Retention;

namespace Tongtang.HubServer.Tests.Retention;

/// <summary>How long recordings are kept: what the preview says is what goes, in the night it says.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private RetentionFixture _hub = null!;

    public async Task InitializeAsync() => _hub = await RetentionFixture.StartAsync();

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    /// <summary>Rules at random at every level, recordings many of them near midnight: night by night what was foretold goes, and nothing else.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nights_TakeWhatThePreviewSaid_InTheNightItSaid(int seed)
    {
        var random = new Random(seed);
        string?[] visibilities = [null, "room", "school", "district", "public"];
        var rules = new Dictionary<(string Place, string Visibility), int?>();
        string[] places = ["", .. _hub.Rooms.Select(room => room.RegionId).Distinct(), .. _hub.Rooms.Select(room => room.SchoolId).Distinct().Take(2), _hub.Rooms[0].RoomId, _hub.Rooms[5].RoomId];
        for (var i = 0; i < 9; i++)
        {
            var (place, visibility, days) = (places[random.Next(places.Length)], visibilities[random.Next(visibilities.Length)], random.Next(4) == 0 ? (int?)null : random.Next(7, 30));
            rules[(place, visibility ?? "")] = days;
            await _hub.SetAsync(place.Length == 0 ? null : place, visibility, days);
        }
        var wanted = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        for (var i = 0; i < 60; i++)
        {
            var (room, visibility) = (_hub.Rooms[random.Next(_hub.Rooms.Count)], visibilities[random.Next(1, 5)]!);
            var startedAt = _hub.Time.GetUtcNow().AddDays(-random.Next(40)).AddHours(random.Next(24)).AddMilliseconds(random.Next(-2, 2));
            var id = await _hub.AddAsync(room.RoomId, startedAt, visibility, random.Next(5_000));
            if (NightOf(rules, room, visibility, startedAt) is { } night) wanted.Add(id, night);
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_hub.Time.GetUtcNow(), s_zone).DateTime);
        var said = (await _hub.PreviewAsync($"until={today.AddDays(45):yyyy-MM-dd}")).ToDictionary(Id, item => DateOnly.Parse(item["goesOn"]!.GetValue<string>()));
        Assert.Equal(wanted.OrderBy(pair => pair.Key, StringComparer.Ordinal), said.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        for (var night = today; night <= today.AddDays(45); night = night.AddDays(1), _hub.Time.StepWallClock(TimeSpan.FromDays(1)))
        {
            var next = await _hub.PreviewAsync($"until={night:yyyy-MM-dd}");
            var before = await _hub.BinAsync();
            Assert.Equal(next.Count, await _hub.NightAsync());
            var gone = (await _hub.BinAsync()).Except(before).ToHashSet();
            Assert.Equal(next.Select(Id).Order(StringComparer.Ordinal), gone.Order(StringComparer.Ordinal));
            Assert.All(gone, id => Assert.True(night == today ? said[id] <= today : said[id] == night, $"{id} was to go on {said[id]:O} and went on {night:O}"));
        }
        Assert.Equal(wanted.Keys.Order(StringComparer.Ordinal), (await _hub.BinAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TriedRule_ShowsWhatTheSavedOneWill()
    {
        var room = _hub.Rooms[0];
        var ofDistrict = await _hub.SetAsync(null, null, 100);
        var ofSchool = await _hub.SetAsync(room.SchoolId, null, null);
        foreach (var (place, age, visibility) in new[] { (room, 150, "school"), (room, 50, "school"), (room, 50, "public"), (_hub.Rooms[2], 150, "district") })
            await _hub.AddAsync(place.RoomId, _hub.Time.GetUtcNow().AddDays(-age), visibility);
        Assert.Single(await _hub.PreviewAsync(""));
        Assert.Equal(2, (await _hub.PreviewAsync($"without={ofSchool}")).Count);
        Assert.Empty(await _hub.PreviewAsync($"without={ofDistrict}"));
        Assert.Empty(await _hub.PreviewAsync("tryDays=forever"));
        Assert.Empty(await _hub.PreviewAsync($"place={room.RoomId}"));
        var tried = await _hub.PreviewAsync($"tryDays=40&tryPlace={room.SchoolId}&place={room.SchoolId}");
        Assert.Equal((3, true), (tried.Count, tried.TrueForAll(item => item["ruleId"] is null && item["days"]!.GetValue<int>() == 40)));
        Assert.Equal(2, (await _hub.PreviewAsync($"tryDays=40&tryPlace={room.RoomId}&tryVisibility=school")).Count(item => item["days"]!.GetValue<int>() == 40));

        Assert.Equal(ofSchool, await _hub.SetAsync(room.SchoolId, null, 40));
        Assert.Equal(tried.Select(Id), (await _hub.PreviewAsync($"place={room.SchoolId}")).Select(Id));
        Assert.Equal(2, (await _hub.Client.GetJsonAsync("/api/v1/retention-rules"))["total"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.NoContent, (await _hub.Client.DeleteAsync($"/api/v1/retention-rules/{ofSchool}")).StatusCode);
        Assert.Equal(2, (await _hub.PreviewAsync("")).Count);
        Assert.Equal((404, "rule_unknown"), await (await _hub.Client.DeleteAsync($"/api/v1/retention-rules/{ofSchool}")).ProblemAsync());
    }

    [Fact]
    public async Task Night_OfTheHub_PutsManyIntoTheBin_AuditedCountedAndToBeHadBack()
    {
        await _hub.SetAsync(null, null, 10);
        var room = _hub.Rooms[0].RoomId;
        for (var i = 0; i < 120; i++) await _hub.AddAsync(room, _hub.Time.GetUtcNow().AddDays(-20).AddMinutes(i));
        var young = await _hub.AddAsync(room, _hub.Time.GetUtcNow().AddDays(-5));
        await _hub.WriteAsync(connection => connection.ExecuteAsync("INSERT INTO usage_uncounted (room_id) SELECT id FROM room WHERE 1 = 1 ON CONFLICT DO NOTHING"));
        await _hub.Hub.Services.GetRequiredService<Tongtang.HubServer.Reports.UsageFilling>().CatchUpAsync(CancellationToken.None);
        Assert.Equal(121, await LessonsCountedAsync());
        // Half past two of the next morning.
        _hub.Time.Advance(TimeSpan.FromHours(17));
        await Eventually.TrueAsync(async () => (await _hub.BinAsync()).Count == 120, TimeSpan.FromSeconds(20), () => "not all in the bin");
        Assert.Equal(1, await LessonsCountedAsync());
        Assert.Equal(young, Assert.Single((await _hub.Client.GetJsonAsync("/api/v1/recordings"))["items"]!.AsArray())!["id"]!.GetValue<string>());
        var listed = (await _hub.Client.GetJsonAsync("/api/v1/recycle-bin"))["items"]!.AsArray()[0]!;
        Assert.Equal("", listed["bin"]!["deletedBy"]!.GetValue<string>());
        var rows = (await _hub.Client.GetJsonAsync("/api/v1/audit?pageSize=200"))["items"]!.AsArray().Where(row => row!["operation"]!.GetValue<string>() == "applyRetention").ToList();
        Assert.Equal((120, 1), (rows.Select(row => row!["thingId"]!.GetValue<string>()).Distinct().Count(), rows.Select(row => row!["actorKind"]!.GetValue<string>()).Distinct().Count()));
        Assert.Equal("hub", rows[0]!["actorKind"]!.GetValue<string>());

        // Whoever takes it back wants to keep it: its days begin anew.
        var restored = Id(listed);
        Assert.Equal(HttpStatusCode.NoContent, (await _hub.Client.PostAsync($"/api/v1/recycle-bin/{restored}/restore", null)).StatusCode);
        Assert.Equal(0, await _hub.NightAsync());
        var due = Assert.Single(await _hub.PreviewAsync("until=2027-03-22"), item => Id(item) == restored);
        Assert.Equal("2027-03-22", due["goesOn"]!.GetValue<string>());
    }

    [Fact]
    public async Task Found_AndChangedBeforeItGoes_Stays()
    {
        await _hub.SetAsync(null, null, 10);
        await _hub.SetAsync(null, "public", null);
        var (due, published, restored) = (await AddOldAsync(), await AddOldAsync(), await AddOldAsync());
        var question = new DueRecordings(new DateOnly(2027, 3, 10), s_zone, Scope.Hub, RetentionTrial.None);
        string[] all = [due, published, restored];
        await using var connection = await _hub.Hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        Assert.Equal(all.Order(StringComparer.Ordinal), (await question.StillAsync(connection, all)).Order(StringComparer.Ordinal));
        await _hub.WriteAsync(writer => writer.ExecuteAsync("UPDATE recording SET visibility = 'public' WHERE id = @published", new { published }));
        await _hub.WriteAsync(writer => writer.ExecuteAsync("UPDATE recording SET kept_from_ms = @now WHERE id = @restored", new { restored, now = _hub.Time.GetUtcNow().ToUnixTimeMilliseconds() }));
        Assert.Equal([due], await question.StillAsync(connection, all));
    }

    [Fact]
    public async Task Rules_AreSetWhereOneManagesRecordings_AndSeenAboveIt()
    {
        var (own, other) = (_hub.Rooms[0], _hub.Rooms[4]);
        await _hub.SetAsync(null, null, 400);
        await _hub.SetAsync(own.RegionId, "public", null);
        var ofOther = await _hub.SetAsync(other.RoomId, null, 30);
        await _hub.AddAsync(own.RoomId, _hub.Time.GetUtcNow().AddDays(-500));
        await _hub.AddAsync(other.RoomId, _hub.Time.GetUtcNow().AddDays(-500));
        using var school = await _hub.Hub.ClientAsync(new TreePlace(ScopeKind.School, own.SchoolId), Role.SchoolAdministrator);
        Assert.Equal(["", "区0"], (await school.GetJsonAsync("/api/v1/retention-rules"))["items"]!.AsArray().Select(rule => rule!["placeName"]!.GetValue<string>()));
        await school.PostForIdAsync("/api/v1/retention-rules", new { placeId = own.RoomId, days = 200 });
        Assert.Equal("校0 · 室0", (await school.GetJsonAsync("/api/v1/retention-rules?sort=-madeAt"))["items"]!.AsArray().Single(rule => rule!["days"]?.GetValue<int>() == 200)!["placeName"]!.GetValue<string>());
        Assert.Equal(1, (await school.GetJsonAsync("/api/v1/retention-preview"))["total"]!.GetValue<int>());
        foreach (var placeId in new[] { null, own.RegionId, other.SchoolId, "0" })
        {
            Assert.Equal((404, "place_unknown"), await (await school.PostAsJsonAsync("/api/v1/retention-rules", new { placeId, days = 30 })).ProblemAsync());
            Assert.Equal((404, "place_unknown"), await (await school.GetAsync($"/api/v1/retention-preview?tryDays=30&tryPlace={placeId}")).ProblemAsync());
        }
        Assert.Equal((404, "place_unknown"), await (await school.GetAsync($"/api/v1/retention-preview?place={other.SchoolId}")).ProblemAsync());
        Assert.Equal((404, "rule_unknown"), await (await school.DeleteAsync($"/api/v1/retention-rules/{ofOther}")).ProblemAsync());
        using var teacher = await _hub.Hub.ClientAsync(new TreePlace(ScopeKind.School, own.SchoolId), Role.Teacher);
        foreach (var path in new[] { "retention-rules", "retention-preview" }) Assert.Equal((403, "right_missing"), await (await teacher.GetAsync($"/api/v1/{path}")).ProblemAsync());
        var row = (await _hub.Client.GetJsonAsync("/api/v1/audit"))["items"]!.AsArray().First(row => row!["operation"]!.GetValue<string>() == "setRetentionRule" && row["outcome"]!.GetValue<string>() == "done")!;
        Assert.Equal(("retention-rule", "室0"), (row["thingKind"]!.GetValue<string>(), row["thing"]!.GetValue<string>()));
    }

    [Fact]
    public async Task WhatMakesNoSense_IsRefusedByName()
    {
        foreach (var (query, code) in new[]
        {
            ("until=gestern", "until_invalid"), ("until=2027-03-09", "until_invalid"), ("until=2300-01-01", "until_invalid"), ("tryDays=6", "days_invalid"), ("tryDays=36501", "days_invalid"),
            ("tryDays=-8", "days_invalid"), ("tryDays=ever", "days_invalid"), ("tryVisibility=school", "days_invalid"), ("tryDays=30&tryVisibility=all", "visibility_invalid"), ("sort=title", "sort_invalid"),
        })
            Assert.Equal((400, code), await (await _hub.Client.GetAsync($"/api/v1/retention-preview?{query}")).ProblemAsync());
        foreach (var days in new[] { 6, 0, -1, 36_501 })
            Assert.Equal((400, "days_invalid"), await (await _hub.Client.PostAsJsonAsync("/api/v1/retention-rules", new { days })).ProblemAsync());
    }

    [Fact]
    public async Task Rules_BeyondTheMost_AreRefused_ButThoseOfPlacesThatAreGoneDoNotCount()
    {
        const string rule = "INSERT INTO retention_rule (id, place_id, visibility, days, made_by, made_at_ms) VALUES (@id, @placeId, @visibility, 10, '', 0)";
        var region = _hub.Rooms[0].RegionId;
        await _hub.WriteAsync(async connection =>
        {
            for (var i = 0; i < RetentionRules.Most; i++) await connection.ExecuteAsync(rule, new { id = $"{i}", placeId = i == 0 ? "gone" : region, visibility = $"{i}" });
        });
        var first = await _hub.SetAsync(null, null, 30);
        Assert.Equal((409, "rules_too_many"), await (await _hub.Client.PostAsJsonAsync("/api/v1/retention-rules", new { visibility = "public", days = 30 })).ProblemAsync());
        Assert.Equal(first, await _hub.SetAsync(null, null, 40));
    }

    private Task<string> AddOldAsync() => _hub.AddAsync(_hub.Rooms[0].RoomId, _hub.Time.GetUtcNow().AddDays(-90));

    private async Task<int> LessonsCountedAsync()
    {
        await using var connection = await _hub.Hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<int>("SELECT COALESCE(SUM(lessons), 0) FROM usage_day");
    }

    private static string Id(JsonNode item) => item["id"]!.GetValue<string>();

    /// <summary>The nearest place's rule holds, there the one for its visibility; the night after the last whole day.</summary>
    private static DateOnly? NightOf(Dictionary<(string Place, string Visibility), int?> rules, Place room, string visibility, DateTimeOffset startedAt)
    {
        foreach (var place in new[] { room.RoomId, room.SchoolId, room.RegionId, "" })
        {
            foreach (var kind in new[] { visibility, "" })
            {
                if (!rules.TryGetValue((place, kind), out var days)) continue;
                return days is { } known ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(startedAt.AddDays(known), s_zone).DateTime).AddDays(1) : null;
            }
        }
        return null;
    }
}
