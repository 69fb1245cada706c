using Tongtang.Benchmarks.Intake;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.Benchmarks.Readings;

/// <summary>A box with a full outbox: enrolled for a room of its own, it delivers readings as fast as they are acknowledged.</summary>
internal sealed class DeliveringAgent : IDisposable
{
    public const int Series = 20;

    private const string Epoch = "load";
    private const long Start = 1_790_000_000_000;
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    private readonly LoadingAgent _box;
    private ulong _next = 1;
    private long _acknowledged;
    private long _turnedAway;
    private long _linesLost;

    private DeliveringAgent(LoadingAgent box) => _box = box;

    /// <summary>Readings that the hub has on its disk.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public static async Task<DeliveringAgent> EnrolAsync(Hub hub) => new(await LoadingAgent.EnrolAsync(hub));

    /// <summary>How often the hub said when to come back.</summary>
    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    /// <summary>How often its connection ended.</summary>
    public long LinesLost => Interlocked.Read(ref _linesLost);

    /// <summary>As <see cref="RunAsync"/>, coming back when the hub says so, and in the end with all that was issued.</summary>
    public async Task OfferAsync(int batch, int underWay, CancellationToken stop)
    {
        var issued = 0ul;
        do
        {
            try
            {
                await RunAsync(batch, underWay, stop, () => issued);
            }
            catch (GrpcException refusal) when (refusal.Status == GrpcStatusCode.ResourceExhausted && refusal.Trailers.Get("retry-after-ms") is { } wait)
            {
                Interlocked.Increment(ref _turnedAway);
                issued = Math.Max(issued, _next - 1);
                // What was not acknowledged is sent again.
                _next = (ulong)Acknowledged + 1;
                await Task.Delay(TimeSpan.FromMilliseconds(int.Parse(wait, System.Globalization.CultureInfo.InvariantCulture)), TimeProvider.System, CancellationToken.None);
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or GrpcException { Status: GrpcStatusCode.Unavailable })
            {
                // This process shares the processor with the hub: what was on its way to a call that was turned away came
                // seconds later, and the hub closed the connection. A box connects anew; so does this one.
                Interlocked.Increment(ref _linesLost);
                issued = Math.Max(issued, _next - 1);
                _next = (ulong)Acknowledged + 1;
                await Task.Delay(s_again, TimeProvider.System, CancellationToken.None);
            }
        }
        while (!stop.IsCancellationRequested || (ulong)Acknowledged < issued);
    }

    /// <summary>One batch on an otherwise idle box.</summary>
    public Task DeliverOneAsync(int batch)
    {
        var owed = _next;
        return RunAsync(batch, 1, new CancellationToken(canceled: true), () => owed);
    }

    /// <param name="batch">Readings in a batch: a second's of all series, then the next second's.</param>
    /// <param name="underWay">Batches that are sent before the first is acknowledged.</param>
    /// <param name="stop">Ends it after the batches that are under way.</param>
    /// <param name="owed">What has been issued before and must be sent also after that; in whole batches.</param>
    public async Task RunAsync(int batch, int underWay, CancellationToken stop, Func<ulong>? owed = null)
    {
        await using var call = _box.Channel.Start<ItemBatch, ItemAcknowledgement>(ReadingsReflection.Descriptor.Services[0].FindMethodByName("Deliver"), new GrpcCallOptions(), CancellationToken.None);
        // As the box's own DeliverCall begins: a question how far the hub is, which is when it may be told to come later.
        await call.WriteAsync(new ItemBatch { StoreEpoch = Epoch, ItemClass = ItemClass.Reading }, CancellationToken.None);
        if (await call.ReadAsync(CancellationToken.None) is not { Fault: null }) throw new InvalidOperationException("The hub does not say how far it is.");
        var waiting = 0;
        while (MoreToSend() || waiting > 0)
        {
            for (; waiting < underWay && MoreToSend(); waiting++) await call.WriteAsync(Next(batch), CancellationToken.None);
            var answer = await call.ReadAsync(CancellationToken.None) ?? throw new InvalidOperationException("The hub ended the call.");
            if (answer.Fault is not null || answer.Rejected.Count > 0) throw new InvalidOperationException($"The hub refused: {answer}");
            waiting--;
            Interlocked.Add(ref _acknowledged, batch);
        }
        call.Complete();

        bool MoreToSend() => !stop.IsCancellationRequested || (owed is not null && _next <= owed());
    }

    public void Dispose() => _box.Dispose();

    private ItemBatch Next(int count)
    {
        var batch = new ItemBatch { StoreEpoch = Epoch, ItemClass = ItemClass.Reading };
        for (var i = 0; i < count; i++, _next++)
        {
            var second = (long)_next / Series;
            batch.Items.Add(new Item
            {
                Sequence = _next,
                BootId = "8d2f6a52-6a6e-4f0d-9b1c-2f6c7f3f8f11",
                MonotonicMs = second * 1000,
                TimeMs = Start + second * 1000,
                Reading = new Reading { Device = "agent", Name = s_names[_next % Series], Value = _next % 1000 / 10.0 },
            });
        }
        return batch;
    }

    private static readonly string[] s_names = [.. Enumerable.Range(0, Series).Select(i => $"quantity_{i}_percent")];
}
