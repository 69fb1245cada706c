using System.Text.Json.Nodes;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;

namespace Tongtang.EndToEnd.Tests.Lessons;

/// <summary>One linked lesson of two real boxes, from its plan to its statistics.</summary>
[Collection(Alone.Name)]
public sealed class LinkedLessonTests(ITestOutputHelper output)
{
    private static readonly object[] s_camera = [new { Name = "teacher", Kind = "test", Role = "teacher", Width = 640, Height = 360, FramesPerSecond = 25 }];

    /// <summary>Nothing is opened on a board: the boxes receive all the same.</summary>
    private static readonly object s_noBoard = new { Display = new { Browser = "" } };

    [Fact]
    public async Task Lesson_PlannedCheckedTaughtAndCut_ItsStatisticsTellTheTruth()
    {
        await using var hub = await Hub.StartAsync("Lessons:CheckBefore=00:00:30");
        var (host, hostRoom) = await Box.StartEnrolledAsync(hub, s_noBoard, s_camera);
        await using var first = host;
        await using var line = new FaultyLine(hub.AgentsAddress.Port);
        var (receiver, room) = await Box.StartEnrolledAsync(hub, line, s_noBoard, s_camera);
        await using var second = receiver;
        var pairing = (await hub.PostAsync("pairings", new { name = "两校", mode = "dedicated", hostRoomId = hostRoom, receiverRoomIds = new[] { room } })).Text("id");
        var bell = TimeProvider.System.GetUtcNow().AddSeconds(12);
        var lesson = (await hub.PostAsync("linked-lessons", new { pairingId = pairing, title = "圆的面积", startAt = bell, minutes = 30 }))["lesson"]!.Text("id");

        await BecomesAsync(hub, lesson, found => Rooms(found).All(one => one["check"]?["line"] is not null), "checked by both boxes before the bell", host, receiver);
        Assert.Equal("planned", (await FindAsync(hub, lesson))["lesson"]!.Text("state"));
        await BecomesAsync(hub, lesson, found => Is(found, "running", "in", "in"), "running in both rooms", host, receiver);
        await BecomesAsync(hub, lesson, found => Rooms(found)[0]["recordingId"] is not null, "recorded by the host", host);

        await receiver.PostAsync("lesson/hand", new { on = true });
        await BecomesAsync(hub, lesson, found => Rooms(found)[1]["handRaisedAt"] is not null, "asked for the floor", receiver);
        await host.PostAsync("lesson/floor", new { roomId = room });
        await BecomesAsync(hub, lesson, found => found["floorRoomId"]?.GetValue<string>() == room && Rooms(found)[1]["handRaisedAt"] is null, "spoken in by the receiver", host);

        await Eventually.LessonGoesOnAsync(2);
        line.Cut();
        await BecomesAsync(hub, lesson, found => Is(found, "disturbed", "in", "interrupted"), "disturbed", receiver);
        Assert.True(line.Broken > 0);
        await Eventually.LessonGoesOnAsync(5);
        line.Mend();
        await BecomesAsync(hub, lesson, found => Is(found, "running", "in", "in"), "whole again", receiver);

        await host.PostAsync("lesson/end", new { });
        await BecomesAsync(hub, lesson, found => found["lesson"]!.Text("state") == "ended", "ended", host);
        var ended = await FindAsync(hub, lesson);
        output.WriteLine(ended.ToJsonString());
        var recording = Rooms(ended)[0].Text("recordingId");
        Assert.Equal(("host", 1), (ended["lesson"]!.Text("endedBy"), ended["lesson"]!["interruptions"]!.GetValue<int>()));
        var (duration, quality) = (ended["lesson"]!["durationSeconds"]!.GetValue<double>(), ended["lesson"]!["qualitySeconds"]!.GetValue<double>());
        Assert.InRange(quality, 1, duration - 5);
        var counted = (await hub.GetAsync("linked-lesson-statistics"))["total"]!;
        Assert.Equal((1, 1, 0, 1), (Number(counted, "planned"), Number(counted, "held"), Number(counted, "missed"), Number(counted, "interruptions")));
        Assert.Equal(quality / 60, counted["qualityMinutes"]!.GetValue<double>(), 2);
        Assert.InRange(counted["participation"]!.GetValue<double>(), 0.1, (duration - 5) / duration);
        await Eventually.TrueAsync(async () => (await receiver.StatusAsync())["lesson"] is null, TimeSpan.FromSeconds(20), () => receiver.Log);
        await host.RecorderIsAsync("idle", 30);
        await hub.RecordingBecomesAsync(recording, "complete", 60);
    }

    private static Task<JsonNode> FindAsync(Hub hub, string lesson) => hub.GetAsync($"linked-lessons/{lesson}");

    private static IReadOnlyList<JsonNode> Rooms(JsonNode found) => [.. found["rooms"]!.AsArray().OfType<JsonNode>()];

    private static bool Is(JsonNode found, string state, params string[] rooms) =>
        found["lesson"]!.Text("state") == state && rooms.SequenceEqual(found["lesson"]!["rooms"]!.AsArray().Select(one => one!["status"]?.GetValue<string>()));

    private static int Number(JsonNode counted, string name) => counted[name]!.GetValue<int>();

    private static async Task BecomesAsync(Hub hub, string lesson, Func<JsonNode, bool> condition, string what, params Box[] boxes)
    {
        JsonNode? last = null;
        await Eventually.TrueAsync(
            async () => condition(last = await FindAsync(hub, lesson)),
            TimeSpan.FromSeconds(45),
            () => $"the lesson is not {what}: {last?.ToJsonString()}\n{string.Join('\n', boxes.Select(box => box.Log))}\n{hub.Log}");
    }
}
