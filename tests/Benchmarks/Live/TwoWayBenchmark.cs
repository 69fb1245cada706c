using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Live;

/// <summary>Two rooms in one lesson, each with its board on: from start to the first picture, and there and back.</summary>
internal static class TwoWayBenchmark
{
    private const int Rounds = 5;

    private static readonly object[] s_camera = [new { Name = "teacher", Kind = "test", Role = "teacher", Width = 640, Height = 360, FramesPerSecond = 25 }];
    private static readonly object s_board = new { Display = new { Browser = "" } };
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(10);

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        await using var hub = await Hub.StartAsync();
        await using var screen = await Screen.StartAsync();
        var (host, hostRoom) = await Box.StartEnrolledAsync(hub, s_board, s_camera);
        await using var first = host;
        var (receiver, room) = await Box.StartEnrolledAsync(hub, s_board, s_camera);
        await using var second = receiver;
        // Who presses start stands before the panel, which keeps the cameras warm.
        await using var panel = await screen.OpenAsync(host.Address);
        await using var hostsBoard = await screen.OpenAsync(new Uri(host.Address, "/receive"));
        await using var receiversBoard = await screen.OpenAsync(new Uri(receiver.Address, "/receive"));
        var pairing = (await hub.PostAsync("pairings", new { name = "两校", mode = "dedicated", hostRoomId = hostRoom, receiverRoomIds = new[] { room } })).Text("id");

        var (starts, trips) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            await receiversBoard.BeginAsync();
            starts.Add(await receiversBoard.FirstAfterAsync(await PressAsync(host, pairing), () => receiver.Log + hub.Log));
            await Task.Delay(s_settling, TimeProvider.System);
            trips.AddRange(await ThereAndBackAsync(receiversBoard, hostsBoard));
            await host.PostAsync("lesson/end", new { });
            await NoLessonAsync(host);
            await NoLessonAsync(receiver);
            await host.RecorderIsAsync("idle", 30);
        }
        yield return new Figure("start pressed on the host's panel → first picture on the receiving room's board", "ms", starts);
        yield return new Figure("host → receiver → host, with sound", "ms", trips);
    }

    /// <summary>When it was pressed, Unix milliseconds: once the rooms are done with the lesson before.</summary>
    private static async Task<double> PressAsync(Box host, string pairing)
    {
        for (var tries = 20; ; tries--)
        {
            var pressed = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
            try
            {
                await host.PostAsync("lesson/start", new { pairingId = pairing, title = "圆的面积", minutes = 30 });
                return pressed;
            }
            catch (InvalidOperationException) when (tries > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            }
        }
    }

    /// <summary>Both ways at the same time: what is shown there, and what comes back from there.</summary>
    private static async Task<IEnumerable<double>> ThereAndBackAsync(ScreenPage there, ScreenPage back)
    {
        var (going, coming) = (there.WatchAsync(s_measured), back.WatchAsync(s_measured));
        var (to, from) = (Late(await going), Late(await coming));
        if (to.Count < 100 || from.Count < 100) throw new InvalidOperationException($"{to.Count} pictures there and {from.Count} back in {s_measured.TotalSeconds} s.");
        return to.Zip(from, (one, other) => one + other);
    }

    private static IReadOnlyList<double> Late(ILookup<string, Seen> seen) => [.. seen.SelectMany(view => view).OrderBy(one => one.AtMs).Select(one => one.LateMs)];

    private static Task NoLessonAsync(Box box) => Eventually.TrueAsync(
        async () => (await box.StatusAsync())["lesson"] is null, TimeSpan.FromSeconds(30), () => box.Log);
}
