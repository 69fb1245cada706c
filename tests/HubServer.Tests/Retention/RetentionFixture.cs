using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Retention;

namespace Tongtang.HubServer.Tests.Retention;

/// <summary>A hub with two regions of two schools of two rooms, and recordings in them as raw rows.</summary>
internal sealed class RetentionFixture : IAsyncDisposable
{
    private RetentionFixture(RunningHub hub, ManualTimeProvider time, HttpClient client) => (Hub, Time, Client) = (hub, time, client);

    public RunningHub Hub { get; }

    /// <summary>Its nights come when a test asks for them; stepping this clock wakes nobody.</summary>
    public ManualTimeProvider Time { get; }

    public HttpClient Client { get; }

    public List<Place> Rooms { get; } = [];

    public static async Task<RetentionFixture> StartAsync()
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2027, 3, 10, 2, 0, 0, TimeSpan.Zero));
        var hub = await RunningHub.StartAsync(time: time);
        var fixture = new RetentionFixture(hub, time, await hub.HubClientAsync());
        for (var r = 0; r < 2; r++)
        {
            var region = await fixture.Client.PostForIdAsync("/api/v1/regions", new { name = $"区{r}" });
            for (var s = 0; s < 2; s++)
            {
                var school = await fixture.Client.PostForIdAsync("/api/v1/schools", new { name = $"校{s}", regionId = region });
                for (var c = 0; c < 2; c++) fixture.Rooms.Add(new Place(region, school, await fixture.Client.PostForIdAsync("/api/v1/rooms", new { name = $"室{c}", schoolId = school })));
            }
        }
        return fixture;
    }

    public async Task<string> AddAsync(string roomId, DateTimeOffset startedAt, string visibility = "school", long bytes = 1_000)
    {
        const string sql = """
            INSERT INTO recording (id, room_id, agent_id, title, teacher, subject, revision, started_at_ms, clock_offset_ms, closed, state, last_segment_at_ms, description, created_at_ms, duration_ms, bytes, visibility)
            VALUES (@id, @roomId, 'agent', 'lesson', '王老师', '数学', 1, @at, 0, 1, 'complete', 0, @description, 0, 60000, @bytes, @visibility)
            """;
        var id = NodeId.New(TimeProvider.System);
        var row = new { id, roomId, at = startedAt.ToUnixTimeMilliseconds(), description = Array.Empty<byte>(), bytes, visibility };
        await WriteAsync(connection => connection.ExecuteAsync(sql, row));
        return id;
    }

    public Task WriteAsync(Func<DbConnection, Task> work) => Hub.Services.GetRequiredService<HubDatabase>().WriteAsync(work, CancellationToken.None);

    public async Task<string> SetAsync(string? placeId, string? visibility, int? days) => await Client.PostForIdAsync("/api/v1/retention-rules", new { placeId, visibility, days });

    public Task<int> NightAsync() => Hub.Services.GetRequiredService<RetentionNights>().RunAsync(CancellationToken.None);

    /// <summary>All pages.</summary>
    public async Task<List<JsonNode>> PreviewAsync(string query)
    {
        var items = new List<JsonNode>();
        for (var page = 1; ; page++)
        {
            var answer = await Client.GetJsonAsync($"/api/v1/retention-preview?page={page}&pageSize=7&{query}");
            items.AddRange(answer["items"]!.AsArray().Select(item => item!));
            if (answer["items"]!.AsArray().Count > 0) continue;
            Assert.Equal((items.Count, items.Sum(item => item["bytes"]!.GetValue<long>())), (answer["total"]!.GetValue<int>(), answer["bytes"]!.GetValue<long>()));
            return items;
        }
    }

    public async Task<HashSet<string>> BinAsync()
    {
        await using var connection = await Hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        return (await connection.QueryAsync<string>("SELECT id FROM recording WHERE deleted_at_ms IS NOT NULL")).ToHashSet(StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Hub.DisposeAsync();
    }
}
