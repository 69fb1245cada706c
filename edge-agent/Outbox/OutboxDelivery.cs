using Microsoft.Data.Sqlite;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>
/// Hands the outbox to the hub over the control connection, beside what is said there, so that nothing in it waits behind
/// media. A call that breaks begins anew after a while, or when the hub says; the connection is none of its business.
/// </summary>
internal sealed partial class OutboxDelivery(OutboxStore outbox, HubOptions hub, TimeProvider time, ILogger<OutboxDelivery> logger)
{
    private const int MostItems = 500;

    /// <summary>The hub is older than the outbox; it will be updated some day.</summary>
    private static readonly TimeSpan s_unknownToHub = TimeSpan.FromMinutes(5);

    /// <summary>Smaller than usual where the hub refused a batch: halves lead to the one item that it was about.</summary>
    private readonly Dictionary<ItemClass, int> _mostItems = [];

    /// <summary>Delivers until it is cancelled.</summary>
    public async Task RunAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            var call = new DeliverCall(outbox, MostOf);
            var wait = TimeSpan.Zero;
            try
            {
                await call.RunAsync(channel, cancellationToken);
            }
            catch (GrpcException error)
            {
                LogBroken(error.Code() ?? error.Status.ToString(), error.Message);
                wait = error.RetryAfter() ?? (error.Status == GrpcStatusCode.Unimplemented ? s_unknownToHub : TimeSpan.Zero);
                if (error.Status == GrpcStatusCode.InvalidArgument && call.FirstUnanswered is { } refused) await RefusedAsync(refused, error, cancellationToken);
            }
            catch (Exception error) when (error is OutboxException or SqliteException or IOException)
            {
                LogUnreadable(error);
            }
            failures = call.Progressed ? 1 : failures + 1;
            await Task.Delay(wait + BackOff.Delay(failures, hub.FirstRetry, hub.RetryCap, Random.Shared.NextDouble()), time, cancellationToken);
        }
    }

    /// <summary>Once a smaller batch has gone through, the next may be twice as large.</summary>
    private int MostOf(ItemClass itemClass)
    {
        if (!_mostItems.TryGetValue(itemClass, out var most)) return MostItems;
        if (2 * most >= MostItems) _mostItems.Remove(itemClass);
        else _mostItems[itemClass] = 2 * most;
        return most;
    }

    /// <summary>Sending it again does not help. Of a batch it cannot be said which item it was; of one item it can.</summary>
    private async Task RefusedAsync(ItemBatch batch, GrpcException error, CancellationToken cancellationToken)
    {
        if (batch.Items.Count != 1) _mostItems[batch.ItemClass] = Math.Max(1, batch.Items.Count / 2);
        else await outbox.RefuseAsync(batch.ItemClass, (long)batch.Items[0].Sequence, error.Code() ?? "batch_refused", error.Message, cancellationToken);
    }

    [LoggerMessage(2811, LogLevel.Warning, "Delivery broke off: {Code}: {Problem}")]
    private partial void LogBroken(string code, string problem);

    [LoggerMessage(2812, LogLevel.Error, "Delivery broke off at the outbox itself, and is tried again")]
    private partial void LogUnreadable(Exception error);
}
