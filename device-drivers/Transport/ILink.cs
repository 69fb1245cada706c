namespace Tongtang.DeviceDrivers.Transport;

/// <summary>
/// An open way to one device: bytes out, bytes in. One reader and one writer at a time. Whatever breaks it is a
/// <see cref="DeviceException"/>; a broken link stays broken, and its owner opens another one.
/// </summary>
public interface ILink : IAsyncDisposable
{
    /// <summary>Sends all of them, or throws.</summary>
    /// <param name="bytes">What the device shall get; on UDP one datagram.</param>
    /// <param name="sensitive">Holds a password or what is made of one: a wire trace shows only how long it is.</param>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.LinkLost"/>.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken);

    /// <summary>Waits for bytes; on UDP for one datagram, of which too small a buffer gets the beginning.</summary>
    /// <returns>How many; 0 when the device has ended the connection.</returns>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.LinkLost"/>.</exception>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
