using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Live;

/// <summary>
/// A hub, a box with a teacher's camera, its sound and a screen, and a box with a camera without sound; between everybody
/// and the hub are lines that can fail.
/// </summary>
internal sealed partial class LiveRooms : IAsyncDisposable
{
    private static readonly object s_account = new { user = "district", password = "correct horse battery" };
    private static readonly object s_noBoard = new { Display = new { Browser = "" } };
    private static readonly object[] s_silent = [new { Name = "camera", Kind = "test", Role = "teacher", Width = 640, Height = 360, FramesPerSecond = 25, Audio = "none" }];

    private LiveRooms(Hub hub, Screen screen)
    {
        (Hub, Screen) = (hub, screen);
        (BoxLine, SilentLine, ViewerLine) = (new FaultyLine(hub.AgentsAddress.Port), new FaultyLine(hub.AgentsAddress.Port), new FaultyLine(hub.Address.Port));
    }

    public Hub Hub { get; }

    public Screen Screen { get; }

    public FaultyLine BoxLine { get; }

    public FaultyLine SilentLine { get; }

    public FaultyLine ViewerLine { get; }

    public Box Box { get; private set; } = null!;

    public Box SilentBox { get; private set; } = null!;

    public string Room { get; private set; } = "";

    public string SilentRoom { get; private set; } = "";

    private Uri ViewersHub => new($"http://127.0.0.1:{ViewerLine.Port}");

    public static async Task<LiveRooms> StartAsync()
    {
        var hub = await Hub.StartAsync();
        var token = SetupTokens().Match(hub.Log).Groups[1].Value;
        (await hub.Http.PostAsJsonAsync("/api/v1/setup", new { token, user = "district", password = "correct horse battery" })).EnsureSuccessStatusCode();
        var rooms = new LiveRooms(hub, await Screen.StartAsync());
        (rooms.Box, rooms.Room) = await Box.StartEnrolledAsync(hub, rooms.BoxLine, s_noBoard, Box.TwoTestSources);
        (rooms.SilentBox, rooms.SilentRoom) = await Box.StartEnrolledAsync(hub, rooms.SilentLine, s_noBoard, s_silent);
        return rooms;
    }

    /// <summary>A page of the console, by the viewers' line.</summary>
    public Task<ScreenPage> OpenAsync(string path) => Screen.OpenAsync(new Uri(ViewersHub, path), (ViewersHub, s_account));

    public async ValueTask DisposeAsync()
    {
        await Screen.DisposeAsync();
        await Box.DisposeAsync();
        await SilentBox.DisposeAsync();
        await BoxLine.DisposeAsync();
        await SilentLine.DisposeAsync();
        await ViewerLine.DisposeAsync();
        await Hub.DisposeAsync();
    }

    [GeneratedRegex("/setup#token=([A-Za-z0-9_-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex SetupTokens();
}
