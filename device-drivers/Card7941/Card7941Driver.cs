using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Card7941;

/// <summary>A 7941 reader, which says each card by itself.</summary>
[Driver("card-7941")]
internal sealed class Card7941Driver(DriverContext context) : IDriver
{
    private readonly CardRepeats _repeats = new(context.Time, TimeSpan.FromSeconds(context.Settings.Number("awaySeconds")));
    private FramedLink? _link;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _link = new FramedLink(await context.OpenAsync(cancellationToken), Card7941Wire.Frames, context.Time, Hear, maxFrameBytes: 64);

    public Task PollAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"));

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private bool Hear(byte[] frame)
    {
        var uid = Card7941Wire.Uid(frame);
        if (_repeats.IsNew(uid)) context.Report.Card(uid);
        return true;
    }
}
