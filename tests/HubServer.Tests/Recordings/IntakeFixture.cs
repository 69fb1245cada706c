using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Tests.Recordings;

/// <summary>A hub with one room, whose box is enrolled.</summary>
internal sealed class IntakeFixture : IAsyncDisposable
{
    private IntakeFixture(TemporaryFolder folder, RunningHub hub, HttpClient client, Place place, TestBox box) =>
        (Folder, Hub, Client, Place, Box) = (folder, hub, client, place, box);

    public TemporaryFolder Folder { get; }

    public RunningHub Hub { get; }

    public HttpClient Client { get; }

    public Place Place { get; }

    public TestBox Box { get; }

    public static async Task<IntakeFixture> StartAsync(TimeProvider? time = null, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var folder = new TemporaryFolder();
        var hub = await RunningHub.StartAsync(folder, time, TestBox.HubSettings.Concat(settings ?? []));
        var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        return new IntakeFixture(folder, hub, client, place, await TestBox.EnrolAsync(hub, place.RoomId));
    }

    /// <summary>Another room of the same school, with its box.</summary>
    public async Task<TestBox> OtherBoxAsync()
    {
        var room = await Client.PostForIdAsync("/api/v1/rooms", new { name = $"室{Guid.NewGuid():N}", schoolId = Place.SchoolId });
        return await TestBox.EnrolAsync(Hub, room);
    }

    public Task<JsonNode> GetAsync(SampleLesson lesson) => Client.GetJsonAsync($"/api/v1/recordings/{lesson.Id}");

    public async Task<long> CountAsync(string table)
    {
        await using var connection = await Hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}");
    }

    public Task ArrivingAsync(int files) => Eventually.TrueAsync(
        () => Directory.GetFiles(Folder["media/arriving"]).Length == files, TimeSpan.FromSeconds(10), () => $"{files} files arriving");

    /// <summary>All segment files of all recordings.</summary>
    public IReadOnlyList<string> SegmentFiles() => Directory.GetFiles(Folder["media"], "*.m4s", SearchOption.AllDirectories);

    public string SegmentPath(SampleLesson lesson, uint number, string track = SampleLesson.Video, uint epoch = 0) =>
        Folder[$"media/{lesson.Id[..2]}/{lesson.Id}/{track}/{epoch}-{number}.m4s"];

    /// <summary>No file, half or whole, and no row.</summary>
    public async Task NothingIsLeftAsync()
    {
        await ArrivingAsync(0);
        Assert.Empty(SegmentFiles());
        Assert.Equal(0, await CountAsync("segment"));
    }

    public async ValueTask DisposeAsync()
    {
        await Box.DisposeAsync();
        Client.Dispose();
        await Hub.DisposeAsync();
        Folder.Dispose();
    }
}
