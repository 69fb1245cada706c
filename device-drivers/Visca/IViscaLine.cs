namespace Tongtang.DeviceDrivers.Visca;

/// <summary>
/// The way to one camera: bare messages (<see cref="PlainLine"/>) or numbered ones (<see cref="NumberedLine"/>). One question
/// at a time.
/// </summary>
internal interface IViscaLine : IAsyncDisposable
{
    /// <summary>Fails with a <see cref="DeviceException"/> when the line breaks.</summary>
    Task Ended { get; }

    /// <summary>Makes both sides begin anew.</summary>
    Task ResetAsync(CancellationToken cancellationToken);

    /// <summary>Sends a message of <see cref="ViscaWire"/> and waits for the camera's first reply to it.</summary>
    /// <param name="answers">Called once for each reply that may be meant.</param>
    /// <exception cref="NoAnswerException">None came, however often it was allowed to ask.</exception>
    Task<ViscaReply> AskAsync(byte[] message, Func<ViscaReply, bool> answers, CancellationToken cancellationToken);

    /// <summary>Waits for another reply to the last message.</summary>
    /// <exception cref="NoAnswerException">None came within the time.</exception>
    Task<ViscaReply> NextAsync(Func<ViscaReply, bool> answers, TimeSpan patience, CancellationToken cancellationToken);
}
