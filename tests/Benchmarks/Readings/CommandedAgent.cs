using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.Benchmarks.Intake;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.Benchmarks.Readings;

/// <summary>A box that does nothing but hold its link and do at once what it is told.</summary>
internal sealed class CommandedAgent : IAsyncDisposable
{
    private static readonly TimeSpan s_probe = TimeSpan.FromSeconds(5);

    private readonly LoadingAgent _box;
    private readonly Hub _hub;
    private readonly GrpcClientCall<AgentMessage, HubMessage> _link;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _writing = new(1);
    private Task _answering = Task.CompletedTask;
    private Task _probing = Task.CompletedTask;

    private CommandedAgent(LoadingAgent box, Hub hub)
    {
        (_box, _hub) = (box, hub);
        _link = box.Channel.Start<AgentMessage, HubMessage>(LinkReflection.Descriptor.Services[0].FindMethodByName("Connect"), new GrpcCallOptions(), CancellationToken.None);
    }

    public static async Task<CommandedAgent> ConnectAsync(Hub hub)
    {
        var agent = new CommandedAgent(await LoadingAgent.EnrolAsync(hub), hub);
        await agent.SayAsync(new AgentMessage { Hello = new Hello { AgentVersion = "0.1.0", StoreEpoch = "load", BootId = "load", ClockKnown = true } });
        if ((await agent._link.ReadAsync(CancellationToken.None))?.Welcome is null) throw new InvalidOperationException("The hub does not welcome the box.");
        agent._answering = agent.AnswerAsync();
        agent._probing = agent.ProbeAsync();
        return agent;
    }

    /// <summary>From the request to the box's answer in the reply.</summary>
    public async Task<TimeSpan> CommandAsync()
    {
        var clock = Stopwatch.StartNew();
        using var response = await _hub.Http.PostAsJsonAsync($"/api/v1/rooms/{_box.RoomId}/commands", new { action = "pause" });
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return answer["outcome"]?.GetValue<string>() == "done" ? clock.Elapsed : throw new InvalidOperationException($"The command came to nothing: {answer.ToJsonString()}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _link.DisposeAsync();
        try
        {
            await Task.WhenAll(_answering, _probing);
        }
        catch (Exception end) when (end is OperationCanceledException or GrpcException or IOException)
        {
            // The link was ended in mid-sentence.
        }
        _box.Dispose();
        _stop.Dispose();
        _writing.Dispose();
    }

    private async Task AnswerAsync()
    {
        while (await _link.ReadAsync(_stop.Token) is { } message)
        {
            if (message.Command is { } command) await SayAsync(new AgentMessage { Result = new CommandResult { CommandId = command.Id, Outcome = CommandOutcome.Done } });
        }
    }

    private async Task ProbeAsync()
    {
        while (true)
        {
            await Task.Delay(s_probe, TimeProvider.System, _stop.Token);
            await SayAsync(new AgentMessage { TimeProbe = new TimeProbe() });
        }
    }

    private async Task SayAsync(AgentMessage message)
    {
        await _writing.WaitAsync(_stop.Token);
        try
        {
            await _link.WriteAsync(message, CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }
}
