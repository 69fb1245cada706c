using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Alarms;
using Tongtang.EdgeAgent.Tests.Outbox;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Alarms;

public sealed class AlarmBookTests
{
    private static readonly AlarmCondition s_silence = AlarmCondition.Of("no_sound", "teacher", TimeSpan.Zero, TimeSpan.FromSeconds(5), ("floor_db", "-55.2"));

    [Fact]
    public async Task Alarm_RaisedAndCleared_IsInTheOutboxEachOnce_AndKeptOverARestart()
    {
        await using var outbox = new OutboxFolder().Open();
        using var folder = new TemporaryFolder();
        await Open(folder, outbox).TakeAsync(new AlarmTurn(AlarmChange.Raised, s_silence), "r1", CancellationToken.None);
        var book = Open(folder, outbox);
        await book.RecoverAsync(CancellationToken.None);
        var raised = Assert.Single(book.Raised);
        Assert.Equal(("no_sound/teacher", "r1", "-55.2", TimeSpan.FromSeconds(5)), (raised.Key, raised.RecordingId, raised.Details["floor_db"], raised.ClearAfter));
        await book.TakeAsync(new AlarmTurn(AlarmChange.Cleared, s_silence), null, CancellationToken.None);
        Assert.Empty(book.Raised);
        Assert.Empty(Open(folder, outbox).Raised);
        Assert.Equal(
            [("no_sound/teacher", "no_sound", "teacher", AlarmChange.Raised, "r1"), ("no_sound/teacher", "no_sound", "teacher", AlarmChange.Cleared, "r1")],
            Stored(outbox).Select(a => (a.Key, a.Kind, a.Subject, a.Change, a.RecordingId)));
    }

    [Fact]
    public async Task Alarm_OtherDetails_AreShownAndTold_AndKeptOverARestart()
    {
        await using var outbox = new OutboxFolder().Open();
        using var folder = new TemporaryFolder();
        var book = Open(folder, outbox);
        await book.TakeAsync(new AlarmTurn(AlarmChange.Raised, s_silence), "r1", CancellationToken.None);
        var quieter = AlarmCondition.Of("no_sound", "teacher", TimeSpan.Zero, TimeSpan.FromSeconds(5), ("floor_db", "-60"));
        await book.TakeAsync(new AlarmTurn(AlarmChange.Changed, quieter), "r1", CancellationToken.None);
        Assert.Equal("-60", Assert.Single(book.Raised).Details["floor_db"]);
        Assert.Equal("-60", Assert.Single(Open(folder, outbox).Raised).Details["floor_db"]);
        Assert.Equal([(AlarmChange.Raised, "-55.2"), (AlarmChange.Changed, "-60")], Stored(outbox).Select(a => (a.Change, a.Details["floor_db"])));
    }

    [Theory]
    [InlineData(AlarmChange.Raised)]
    [InlineData(AlarmChange.Cleared)]
    public async Task Crash_BetweenNoteAndOutbox_NeitherLosesNorRepeatsIt(AlarmChange change)
    {
        await using var outbox = new OutboxFolder().Open();
        using var folder = new TemporaryFolder();
        var book = Open(folder, outbox);
        await book.TakeAsync(new AlarmTurn(AlarmChange.Raised, s_silence), "r1", CancellationToken.None);
        if (change == AlarmChange.Cleared) await book.TakeAsync(new AlarmTurn(AlarmChange.Cleared, s_silence), null, CancellationToken.None);
        var told = Stored(outbox).Count;
        // The note as it was when the process died behind it: once before the outbox had it, once after.
        await NoteAsync(folder, change);
        await Open(folder, outbox).RecoverAsync(CancellationToken.None);
        Assert.Equal(told, Stored(outbox).Count);
        await NoteAsync(folder, change == AlarmChange.Raised ? AlarmChange.Cleared : AlarmChange.Raised);
        await Open(folder, outbox).RecoverAsync(CancellationToken.None);
        Assert.Equal(told + 1, Stored(outbox).Count);
        await Open(folder, outbox).RecoverAsync(CancellationToken.None);
        Assert.Equal(told + 1, Stored(outbox).Count);
    }

    [Theory]
    [InlineData("{\"raised\":")]
    [InlineData("[]")]
    [InlineData("{}")]
    public async Task Book_Damaged_BeginsAnewAndIsTold(string content)
    {
        await using var outbox = new OutboxFolder().Open();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["alarms.json"], content);
        var repairs = Repairs(folder, outbox);
        var book = Open(folder, outbox, repairs);
        Assert.Equal("alarms.json", Assert.Single(repairs.All).File);
        await book.TakeAsync(new AlarmTurn(AlarmChange.Raised, s_silence), null, CancellationToken.None);
        Assert.Single(Open(folder, outbox).Raised);
        Assert.Equal([AlarmChange.Forgotten, AlarmChange.Raised], Stored(outbox).Select(alarm => alarm.Change));
    }

    [Fact]
    public async Task Book_Damaged_CrashBeforeTheHubIsTold_ItIsToldAfterwardsAndOnce()
    {
        await using var outbox = new OutboxFolder().Open();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["alarms.json"], "[]");
        Open(folder, outbox);
        await Open(folder, outbox).RecoverAsync(CancellationToken.None);
        await Open(folder, outbox).RecoverAsync(CancellationToken.None);
        Assert.Equal(AlarmChange.Forgotten, Assert.Single(Stored(outbox)).Change);
    }

    private static AlarmBook Open(TemporaryFolder folder, OutboxFolder outbox, StoreRepairs? repairs = null) =>
        new(folder["alarms.json"], outbox.Store, repairs ?? Repairs(folder, outbox), outbox.Time, outbox.Log.Factory.CreateLogger<AlarmBook>());

    private static StoreRepairs Repairs(TemporaryFolder folder, OutboxFolder outbox) => new(new DataFolder(folder.Path), outbox.Time, outbox.Log.Factory.CreateLogger<StoreRepairs>());

    private static List<Alarm> Stored(OutboxFolder outbox) => [.. outbox.ReadAll(ItemClass.Alarm).Items.Select(item => item.Alarm)];

    private static async Task NoteAsync(TemporaryFolder folder, AlarmChange untold)
    {
        // The seal is a comment.
        var page = JsonNode.Parse(await File.ReadAllTextAsync(folder["alarms.json"]), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
        page["raised"] = new JsonArray(new JsonObject
        {
            ["key"] = s_silence.Key,
            ["kind"] = s_silence.Kind,
            ["subject"] = s_silence.Subject,
            ["details"] = new JsonObject(),
            ["recordingId"] = "r1",
            ["raisedAt"] = "2026-09-01T00:00:00Z",
            ["clearAfter"] = "00:00:05",
            ["untold"] = (int)untold,
        });
        await File.WriteAllTextAsync(folder["alarms.json"], page.ToJsonString());
    }
}
