using System.Data.Common;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.MediaStore;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>The Recordings service of the contract: who calls, for how long, and what a full disk is called.</summary>
internal sealed class RecordingCalls(AgentGate gate, RecordingIntake recordings, SegmentIntake segments)
{
    // A description with hundreds of epochs has hundreds of init segments.
    private static readonly GrpcServiceOptions s_limits = new() { MaxReceiveMessageBytes = 8 * 1024 * 1024 };

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpc(
        RecordingsReflection.Descriptor.Services[0],
        service => service
            .Unary<RecordingDescription, Holdings>("Open", (request, call) => RunAsync(call, (agent, ended) => recordings.OpenAsync(agent, request, ended)))
            .ClientStreamingBytes<SegmentPiece, SegmentReceipt>("Store", (pieces, call) => RunAsync(call, (agent, ended) => segments.StoreAsync(agent, pieces, ended)))
            .Unary<CloseRecording, CloseReply>("Close", (request, call) => RunAsync(call, (agent, ended) => recordings.CloseAsync(agent, request, ended))),
        s_limits);

    private async Task<TReply> RunAsync<TReply>(GrpcServerCall call, Func<AgentIdentity, CancellationToken, Task<TReply>> work)
    {
        var agent = await gate.RequireAsync(call);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, agent.Revoked);
        try
        {
            return await work(agent, ended.Token);
        }
        catch (OperationCanceledException) when (agent.Revoked.IsCancellationRequested)
        {
            throw agent.End.Refusal();
        }
        catch (IOException failure) when (StorageFullException.Means(failure))
        {
            throw StorageFull(failure);
        }
        catch (DbException failure) when (DatabaseFailure.IsFull(failure))
        {
            throw StorageFull(failure);
        }
    }

    private static GrpcException StorageFull(Exception failure) => AgentRefusal.Create(
        GrpcStatusCode.ResourceExhausted, "storage_full", $"The hub's disk is full: {failure.Message}", retryAfter: TimeSpan.FromMinutes(1));
}
