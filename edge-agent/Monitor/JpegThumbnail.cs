using System.Buffers.Binary;

namespace Tongtang.EdgeAgent.Monitor;

/// <summary>
/// A JPEG as brightness only, one value for each 8 × 8 pixels, read from the first coefficient of each block (ITU-T T.81,
/// baseline): a hundredth of the work of decoding it, and enough to see black and standstill.
/// </summary>
internal static class JpegThumbnail
{
    /// <summary>Null: it is no baseline JPEG, or is damaged.</summary>
    public static byte[]? Read(ReadOnlySpan<byte> jpeg)
    {
        try
        {
            return new Decoder().Read(jpeg);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidDataException)
        {
            return null;
        }
    }

    private sealed record Component(int Id, int Blocks, int Quantization)
    {
        public int DcTable { get; set; }

        public int AcTable { get; set; }

        public int Predicted { get; set; }
    }

    private ref struct Bits(ReadOnlySpan<byte> data)
    {
        private readonly ReadOnlySpan<byte> _data = data;
        private int _at;
        private uint _bits;
        private int _count;

        public int Next(int count)
        {
            while (_count < count) Fill();
            _count -= count;
            return (int)(_bits >> _count) & ((1 << count) - 1);
        }

        /// <summary>A restart marker: the next bits begin on a byte behind it.</summary>
        public void Restart()
        {
            _count = 0;
            while (!(_data[_at] == 0xFF && _data[_at + 1] is >= 0xD0 and <= 0xD7)) _at++;
            _at += 2;
        }

        private void Fill()
        {
            // FF stands for itself only with 00 behind it; at a marker there is no more, and zeros do no harm.
            var value = _at < _data.Length ? _data[_at] : throw new InvalidDataException();
            if (value == 0xFF && _data[_at + 1] != 0) value = 0;
            else _at += value == 0xFF ? 2 : 1;
            _bits = _bits << 8 | value;
            _count += 8;
        }
    }

    /// <summary>A table of codes by length (T.81, F.2.2.3).</summary>
    private sealed class Huffman
    {
        private readonly int[] _largest = new int[17];
        private readonly int[] _offset = new int[17];
        private readonly byte[] _values;

        public Huffman(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
        {
            _values = values.ToArray();
            for (int length = 1, code = 0, index = 0; length <= 16; length++, code <<= 1)
            {
                _offset[length] = index - code;
                index += counts[length - 1];
                code += counts[length - 1];
                _largest[length] = counts[length - 1] == 0 ? -1 : code - 1;
            }
        }

        public byte Read(ref Bits bits)
        {
            for (int length = 1, code = 0; length <= 16; length++)
            {
                code = code << 1 | bits.Next(1);
                if (code <= _largest[length]) return _values[_offset[length] + code];
            }
            throw new InvalidDataException();
        }
    }

    private sealed class Decoder
    {
        private readonly int[] _steps = new int[4];
        private readonly Huffman?[] _tables = new Huffman?[32];
        private List<Component> _components = [];
        private int _width;
        private int _height;
        private int _restartEvery;
        private (int Wide, int High) _unit;

        public byte[]? Read(ReadOnlySpan<byte> jpeg)
        {
            for (var at = 2; at + 4 <= jpeg.Length;)
            {
                var (marker, length) = (jpeg[at + 1], BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]));
                if (jpeg[at] != 0xFF) return null;
                var body = jpeg.Slice(at + 4, length - 2);
                at += 2 + length;
                switch (marker)
                {
                    case 0xDB: TakeSteps(body); break;
                    case 0xC4: TakeTables(body); break;
                    case 0xDD: _restartEvery = BinaryPrimitives.ReadUInt16BigEndian(body); break;
                    case 0xC0: TakeFrame(body); break;
                    case 0xDA when _components.Count > 0: return ReadScan(body, new Bits(jpeg[at..]));
                    case 0xC1 or 0xC2 or 0xC3 or 0xDA: return null;
                }
            }
            return null;
        }

        private void TakeSteps(ReadOnlySpan<byte> body)
        {
            while (body.Length > 0)
            {
                var wide = body[0] >> 4 != 0;
                _steps[body[0] & 3] = wide ? BinaryPrimitives.ReadUInt16BigEndian(body[1..]) : body[1];
                body = body[(wide ? 129 : 65)..];
            }
        }

        private void TakeTables(ReadOnlySpan<byte> body)
        {
            while (body.Length > 0)
            {
                var count = 0;
                foreach (var n in body.Slice(1, 16)) count += n;
                _tables[body[0] & 0x1F] = new Huffman(body.Slice(1, 16), body.Slice(17, count));
                body = body[(17 + count)..];
            }
        }

        private void TakeFrame(ReadOnlySpan<byte> body)
        {
            (_height, _width) = (BinaryPrimitives.ReadUInt16BigEndian(body[1..]), BinaryPrimitives.ReadUInt16BigEndian(body[3..]));
            _components = [];
            for (var i = 0; i < body[5]; i++)
            {
                var (id, sampling, quantization) = (body[6 + 3 * i], body[7 + 3 * i], body[8 + 3 * i]);
                if (i == 0) _unit = (sampling >> 4, sampling & 15);
                _components.Add(new Component(id, (sampling >> 4) * (sampling & 15), quantization & 3));
            }
        }

        private byte[] ReadScan(ReadOnlySpan<byte> header, Bits bits)
        {
            for (var i = 0; i < header[0]; i++)
            {
                var id = header[1 + 2 * i];
                var component = _components.Find(c => c.Id == id) ?? throw new InvalidDataException();
                (component.DcTable, component.AcTable) = (header[2 + 2 * i] >> 4, 0x10 | (header[2 + 2 * i] & 15));
            }
            var units = (Wide: Rounded(_width, 8 * _unit.Wide), High: Rounded(_height, 8 * _unit.High));
            var luma = new byte[units.Wide * units.High * _components[0].Blocks];
            for (int unit = 0, at = 0; unit < units.Wide * units.High; unit++)
            {
                if (_restartEvery > 0 && unit > 0 && unit % _restartEvery == 0)
                {
                    bits.Restart();
                    foreach (var component in _components) component.Predicted = 0;
                }
                foreach (var component in _components)
                {
                    for (var block = 0; block < component.Blocks; block++)
                    {
                        var value = ReadBlock(component, ref bits);
                        // Their order is that of the units; whoever compares two pictures does not mind.
                        if (component == _components[0]) luma[at++] = (byte)Math.Clamp(128 + value * _steps[component.Quantization] / 8, 0, 255);
                    }
                }
            }
            return luma;
        }

        private int ReadBlock(Component component, ref Bits bits)
        {
            var size = Table(component.DcTable).Read(ref bits);
            if (size > 0) component.Predicted += Extended(bits.Next(size), size);
            for (var k = 1; k < 64; k++)
            {
                var code = Table(component.AcTable).Read(ref bits);
                if (code == 0) break;
                k += code >> 4;
                if ((code & 15) > 0) bits.Next(code & 15);
            }
            return component.Predicted;
        }

        private Huffman Table(int number) => _tables[number] ?? throw new InvalidDataException();

        private static int Extended(int value, int size) => value < 1 << (size - 1) ? value - (1 << size) + 1 : value;

        private static int Rounded(int pixels, int unit) => (pixels + unit - 1) / unit;
    }
}
