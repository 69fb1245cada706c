using System.Security.Cryptography;
using Dapper;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Tests.Database;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Readings;

/// <summary>A hub as a process of its own, killed again and again while boxes deliver: what is stored is what was issued.</summary>
[Trait("kind", "fault")]
public sealed class KilledInMidBatchTests
{
    private const int Boxes = 3;

    private static readonly int s_kills = FaultTable.Times("HUB_KILLS", 20);

    [Fact]
    [Trait("speed", "slow")]
    public async Task Hub_KilledInMidBatch_StoresEveryReadingOnce()
    {
        // A long run issues weeks of readings; none of them may have lived its life.
        await using var hub = await Hub.StartAsync(async folder => ["Readings:RawLife=3650.00:00:00", .. TestDatabase.Pairs(await TestDatabase.SettingsAsync(folder)).Select(pair => $"{pair.Key}={pair.Value}")]);
        var boxes = new List<IssuingBox>();
        for (var i = 0; i < Boxes; i++) boxes.Add(await IssuingBox.EnrolAsync(hub, i));
        using var stop = new CancellationTokenSource();
        var running = boxes.Select(box => Task.Run(() => box.RunAsync(stop.Token))).ToList();
        var random = new Random(1);

        for (var kill = 0; kill < s_kills; kill++)
        {
            var before = boxes.Sum(box => (long)box.Acknowledged);
            await Eventually.TrueAsync(() => boxes.Sum(box => (long)box.Acknowledged) > before + 2000, TimeSpan.FromSeconds(30), () => $"nothing is acknowledged any more\n{hub.Log}");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)), TimeProvider.System, CancellationToken.None);
            await hub.KillAsync();
            await hub.StartAgainAsync();
        }
        await stop.CancelAsync();
        await Task.WhenAll(running);
        foreach (var box in boxes) await box.FinishAsync();

        // The kills fell into deliveries: calls broke, and batches that had been stored came again.
        Assert.InRange(boxes.Sum(box => box.Broken), s_kills, int.MaxValue);
        Assert.InRange(boxes.Sum(box => box.SentAgain), 1, long.MaxValue);
        var issued = boxes.Sum(box => (long)box.Issued);
        await using var database = await TestDatabase.OpenAsync(hub.DataFolder, "readings");
        Assert.Equal(issued, await database.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM reading"));
        Assert.Equal(issued, await database.ExecuteScalarAsync<long>("SELECT SUM(count) FROM reading_minute"));
        Assert.Equal(issued, await database.ExecuteScalarAsync<long>("SELECT SUM(count) FROM reading_hour"));
        Assert.Equal(issued, await database.ExecuteScalarAsync<long>("SELECT SUM(up_to) FROM delivery"));
        if (!TestDatabase.IsPostgres) Assert.Equal("ok", await database.ExecuteScalarAsync<string>("PRAGMA integrity_check"));
        FaultTable.Add("F07b", "hub killed in mid-batch while boxes deliver readings", $"{s_kills} kills", "stored = issued, in every table; the database is whole", FormattableString.Invariant($"{issued:n0} issued, {issued:n0} stored"));
        foreach (var box in boxes) box.Dispose();
    }

    /// <summary>What an outbox does: issues readings for ever, sends what is not acknowledged, several batches at a time.</summary>
    private sealed class IssuingBox(TestBox box, int seed) : IDisposable
    {
        private readonly Random _random = new(seed);
        private ulong _sentUpTo;

        public ulong Issued { get; private set; }

        public ulong Acknowledged { get; private set; }

        public int Broken { get; private set; }

        public long SentAgain { get; private set; }

        public static async Task<IssuingBox> EnrolAsync(Hub hub, int number)
        {
            var code = JoinCode.TryParse(await hub.JoinCodeAsync(await hub.CreateRoomAsync($"room {number}")), out var problem) ?? throw new InvalidOperationException(problem);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            await using var stranger = new TestBox(hub.AgentsAddress, certificate: null);
            var reply = await stranger.EnrolAsync(code, TestBox.RequestFor(key));
            return new IssuingBox(new TestBox(hub.AgentsAddress, TestBox.WithKey(reply.Certificate.ToByteArray(), key)), number);
        }

        public async Task RunAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested) await TryAsync(() => Issued += (ulong)_random.Next(1, 500), stop);
        }

        /// <summary>No new ones; what is left arrives.</summary>
        public async Task FinishAsync()
        {
            while (Acknowledged < Issued) await TryAsync(() => { }, CancellationToken.None);
        }

        public void Dispose() => box.DisposeAsync().AsTask().GetAwaiter().GetResult();

        private async Task TryAsync(Action issue, CancellationToken stop)
        {
            var next = Acknowledged + 1;
            try
            {
                await using var call = new DeliverCall(box.Channel);
                var waiting = new Queue<ulong>();
                do
                {
                    issue();
                    for (; waiting.Count < 4 && next <= Issued; next = waiting.Last() + 1)
                    {
                        var last = Math.Min(Issued, next + (ulong)_random.Next(1, 300));
                        if (next <= _sentUpTo) SentAgain += (long)(Math.Min(last, _sentUpTo) - next + 1);
                        waiting.Enqueue(last);
                        await call.SendAsync(ReadingsFixture.Batch(next, (int)(last - next + 1), startMs: ReadingsFixture.Start));
                        _sentUpTo = Math.Max(_sentUpTo, last);
                    }
                    if (waiting.Count == 0) continue;
                    var answer = await call.HearAsync();
                    Assert.Null(answer.Fault);
                    Assert.Empty(answer.Rejected);
                    Assert.True(answer.UpToSequence >= waiting.Dequeue());
                    // Only what the hub has said is on its disk.
                    Acknowledged = Math.Max(Acknowledged, answer.UpToSequence);
                }
                while (!stop.IsCancellationRequested && (waiting.Count > 0 || Acknowledged < Issued || stop.CanBeCanceled));
            }
            catch (Exception error) when (error is GrpcException or InvalidOperationException or HttpRequestException or OperationCanceledException or IOException)
            {
                Broken++;
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
