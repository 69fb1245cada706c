using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Mhz19;

/// <summary>Winsen's MH-Z19B and MH-Z14A. They answer when asked; what they say while they warm up is not told.</summary>
[Driver("mhz19")]
internal sealed class Mhz19Driver(DriverContext context) : IDriver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private FramedLink? _link;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await context.OpenAsync(cancellationToken), Mhz19Wire.Frames, context.Time, maxFrameBytes: 64);
        var wanted = context.Settings.Text("selfCalibration");
        // Kept by the sensor; so it is sent once while the agent runs and not with every session.
        if (wanted != "leave" && context.Memory.TryAdd($"mhz19.selfCalibration.{wanted}", ""))
            await _link.SendAsync(Mhz19Wire.Command(Mhz19Wire.SelfCalibration, wanted == "on" ? (byte)0xA0 : (byte)0), cancellationToken);
        await PollAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (Mhz19Wire.Ppm(await AskAsync(cancellationToken)) is { } ppm) context.Report.Measure("co2_ppm", ppm);
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"));

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<byte[]> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _link!.AskAsync(Mhz19Wire.Command(Mhz19Wire.Read), frame => Mhz19Wire.IsAnswer(frame), s_patience, cancellationToken);
        }
        catch (NoAnswerException)
        {
            // Asking changes nothing, and one lost byte is no fault.
            return await _link!.AskAsync(Mhz19Wire.Command(Mhz19Wire.Read), frame => Mhz19Wire.IsAnswer(frame), s_patience, cancellationToken);
        }
    }
}
