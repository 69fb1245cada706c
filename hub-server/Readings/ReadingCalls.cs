using System.Buffers;
using System.Data.Common;
using System.Threading.Channels;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// The Readings service of the contract: batches in, acknowledgements out, in order. A few batches of a box are under way
/// at the same time; beyond that its stream is not read, and flow control holds the box.
/// </summary>
internal sealed class ReadingCalls(AgentGate gate, AgentCommands commands, ReadingsLine line, DeliveryStarts starts, ReadingCounts counts, IHostApplicationLifetime lifetime)
{
    private const int BatchesUnderWay = 4;

    private static readonly GrpcServiceOptions s_limits = new() { MaxReceiveMessageBytes = 4 * 1024 * 1024 };

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpc(
        ReadingsReflection.Descriptor.Services[0], service => service.Duplex<ItemBatch, ItemAcknowledgement>("Deliver", DeliverAsync, Admit), s_limits);

    private async Task DeliverAsync(IAsyncEnumerable<ItemBatch> batches, GrpcStreamWriter<ItemAcknowledgement> replies, GrpcServerCall call)
    {
        var agent = await gate.RequireAsync(call);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, agent.Revoked, lifetime.ApplicationStopping);
        var underWay = Channel.CreateBounded<Task<ItemAcknowledgement>>(new BoundedChannelOptions(BatchesUnderWay) { SingleReader = true, SingleWriter = true });
        var taking = TakeAsync(agent, batches, underWay.Writer, ended.Token);
        try
        {
            await foreach (var answer in underWay.Reader.ReadAllAsync(ended.Token))
                await replies.WriteAsync(await answer.WaitAsync(ended.Token), ended.Token);
        }
        catch (OperationCanceledException) when (agent.Revoked.IsCancellationRequested)
        {
            throw agent.End.Refusal();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw AgentRefusal.Create(GrpcStatusCode.Unavailable, "hub_stopping", "The hub is ending.", line.Wait());
        }
        catch (DbException failure) when (DatabaseFailure.IsFull(failure))
        {
            throw AgentRefusal.Create(GrpcStatusCode.ResourceExhausted, "storage_full", $"The hub's disk is full: {failure.Message}", TimeSpan.FromMinutes(1));
        }
        finally
        {
            await ended.CancelAsync();
            await taking;
        }
    }

    /// <summary>Puts batches in line until there are no more. What goes wrong is told after the answers that are due.</summary>
    private async Task TakeAsync(AgentIdentity agent, IAsyncEnumerable<ItemBatch> batches, ChannelWriter<Task<ItemAcknowledgement>> underWay, CancellationToken cancellationToken)
    {
        using var start = starts.Create();
        try
        {
            // Asked before a batch is parsed: if three hundred waited for this with theirs in hand, nothing would bound them.
            await gate.RecheckAsync(agent, cancellationToken);
            await foreach (var batch in batches.WithCancellation(cancellationToken))
            {
                gate.ThrowIfExpired(agent);
                await underWay.WriteAsync(IsQuestion(batch) ? AnswerAsync(start, agent, batch, cancellationToken) : await EnterAsync(agent, batch, cancellationToken), cancellationToken);
                if (batch.ItemClass >= ItemClass.Reading && !IsQuestion(batch)) start.End();
                await gate.RecheckAsync(agent, cancellationToken);
            }
            underWay.Complete();
        }
        catch (GrpcException refusal) when (refusal.Status == GrpcStatusCode.ResourceExhausted && refusal.Trailers.Get(AgentRefusal.CodeTrailer) is null)
        {
            underWay.Complete(AgentRefusal.Invalid("batch_too_large", $"{refusal.Message} A batch has at most {ItemRules.MaxItems} items; send more batches instead."));
        }
        catch (Exception error)
        {
            underWay.Complete(error);
        }
    }

    /// <summary>How far the hub is with readings, which a box asks before it sends any.</summary>
    private static bool IsQuestion(ItemBatch batch) => batch.ItemClass >= ItemClass.Reading && batch.Items.Count + batch.Gaps.Count == 0;

    private async Task<ItemAcknowledgement> AnswerAsync(DeliveryStart start, AgentIdentity agent, ItemBatch question, CancellationToken cancellationToken)
    {
        await start.AllowedAsync(cancellationToken);
        return await await EnterAsync(agent, question, cancellationToken);
    }

    private async Task<Task<ItemAcknowledgement>> EnterAsync(AgentIdentity agent, ItemBatch batch, CancellationToken cancellationToken)
    {
        if (ItemRules.Fault(batch) is { } fault) throw AgentRefusal.Invalid(fault.Code, fault.Message);
        // Idempotent and in a database of their own, so they take effect before the mark moves, not after.
        foreach (var item in batch.Items)
        {
            if (item.CommandResult is { } result && ItemRules.Fault(item) is null) await commands.FinishAsync(agent, result, cancellationToken);
        }
        var delivery = new Delivery(agent, batch);
        if (line.TryEnter(delivery)) return delivery.Done;
        throw TurnAway(delivery.Bytes);
    }

    /// <summary>Of a batch that is turned away anyway the bytes are enough: as objects it would be five times as much.</summary>
    private void Admit(ReadOnlySequence<byte> batch)
    {
        if (line.IsFull && BatchHead.ClassOf(batch) >= ItemClass.Reading) throw TurnAway(batch.Length);
    }

    private GrpcException TurnAway(long bytes)
    {
        counts.TurnedAway();
        return AgentRefusal.Create(GrpcStatusCode.ResourceExhausted, "hub_busy", "More readings are in line than the hub holds in memory.", line.Appoint(bytes * BatchesUnderWay));
    }
}
