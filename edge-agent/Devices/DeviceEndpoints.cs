using Tongtang.DeviceDrivers.Contract;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>Devices for the panel and for programs on the box.</summary>
internal static class DeviceEndpoints
{
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(20);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/devices", (DeviceBook book) => TypedResults.Ok(book.Devices.Values.Select(DeviceView.Of).ToList()));
        api.MapGet("/devices/{id}", (string id, DeviceBook book) => book.Find(id) is { } device ? TypedResults.Ok(DeviceView.Of(device)) : (IResult)Missing(id));
        api.MapPost("/devices/{id}/commands", CommandAsync);
        api.MapGet("/devices/commands", (CommandHistory history) => TypedResults.Ok(history.Last().Select(PastCommandView.Of).ToList()));
    }

    /// <summary>For an order of bytes, see the wire; for a refusal of the device 409, of the request 400.</summary>
    private static async Task<IResult> CommandAsync(string id, CommandBody body, DeviceBook book, DeviceDesk desk, TimeProvider time, CancellationToken cancellationToken)
    {
        if (book.Find(id) is null) return Missing(id);
        var command = new DeviceCommand { Capability = body.Capability, Action = body.Action, Arguments = body.Arguments ?? new Dictionary<string, DeviceValue>() };
        CommandResult result;
        try
        {
            result = await desk.RunAsync(id, command, "panel", cancellationToken).WaitAsync(s_answer, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            result = CommandResult.Unknown($"no answer within {s_answer.TotalSeconds:0} s");
        }

        return result.Outcome == CommandOutcome.Refused ? Problems.Create(StatusOf(result.Code), result.Code, result.Message) : TypedResults.Ok(CommandResultView.Of(result));
    }

    private static int StatusOf(string code) => code switch
    {
        CommandProblems.ArgumentInvalid or CommandProblems.NotSupported => StatusCodes.Status400BadRequest,
        CommandProblems.Offline => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };

    private static IResult Missing(string id) => Problems.Missing("device_unknown", $"This room has no device \"{(id.Length > 64 ? id[..64] : id)}\".");
}
