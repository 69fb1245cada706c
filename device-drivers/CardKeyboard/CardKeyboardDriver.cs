using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Keys;

namespace Tongtang.DeviceDrivers.CardKeyboard;

/// <summary>A reader that types a card's number and enter, faster than people can. It is kept from the desktop.</summary>
[Driver("card-keyboard")]
internal sealed class CardKeyboardDriver(DriverContext context) : IDriver
{
    // A reader types a number in less than a tenth of a second; between its keys are a few milliseconds.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private readonly CardRepeats _repeats = new(context.Time, TimeSpan.FromSeconds(context.Settings.Number("awaySeconds")));
    private readonly System.Text.StringBuilder _typed = new();
    private long _lastKey;
    private FramedLink? _link;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _link = new FramedLink(await context.OpenAsync(cancellationToken), InputEvent.Frames, context.Time, Hear, maxFrameBytes: 64);

    public Task PollAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"));

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private bool Hear(byte[] frame)
    {
        var input = InputEvent.Read(frame);
        if (input.Type != InputEvent.Key || input.Value != 1) return true;
        var now = InputEvent.At(frame);
        if (Math.Abs(now - _lastKey) > s_pause.TotalMicroseconds || _typed.Length > 32) _typed.Clear();
        _lastKey = now;
        if (KeyNames.Character(input.Code) is { } character) _typed.Append(character);
        else if (KeyNames.Of(input.Code) is "enter" or "kp_enter") Tell();
        return true;
    }

    private void Tell()
    {
        var uid = CardNumbers.Uid(_typed.ToString(), context.Settings.Text("format"), context.Settings.Flag("reversed"));
        _typed.Clear();
        if (uid is not null && _repeats.IsNew(uid)) context.Report.Card(uid);
    }
}
