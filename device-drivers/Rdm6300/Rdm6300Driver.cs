using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Rdm6300;

/// <summary>An RDM6300 or ID-12, which says each card by itself, again and again while it lies there.</summary>
[Driver("rdm6300")]
internal sealed class Rdm6300Driver(DriverContext context) : IDriver
{
    private readonly CardRepeats _repeats = new(context.Time, TimeSpan.FromSeconds(context.Settings.Number("awaySeconds")));
    private FramedLink? _link;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _link = new FramedLink(await context.OpenAsync(cancellationToken), Rdm6300Wire.Frames, context.Time, Hear, maxFrameBytes: 64);

    public Task PollAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"));

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private bool Hear(byte[] frame)
    {
        var uid = Rdm6300Wire.Uid(frame);
        if (_repeats.IsNew(uid)) context.Report.Card(uid);
        return true;
    }
}
