using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class TensorShapeTests
{
    [Fact]
    public void Matrix_OfTwoExtents_KnowsThem()
    {
        TensorShape shape = TensorShape.Matrix(64, 32);

        Assert.Equal((2, 2048L, 64, 32), (shape.Rank, shape.ElementCount, shape[0], shape[1]));
        Assert.Equal("[64, 32]", shape.ToString());
    }

    [Fact]
    public void Of_NoExtents_IsAScalar()
    {
        Assert.Equal((0, 1L, "[]"), (TensorShape.Of().Rank, TensorShape.Of().ElementCount, TensorShape.Of().ToString()));
    }

    [Fact]
    public void Of_AnExtentOfZero_HasNoElements() => Assert.Equal(0, TensorShape.Of(3, 0, 2).ElementCount);

    [Fact]
    public void Equality_SameElementsInAnotherRank_Differs()
    {
        Assert.NotEqual(TensorShape.Vector(4), TensorShape.Matrix(4, 1));
        Assert.True(TensorShape.Of(2, 3, 4, 5) == TensorShape.Of(2, 3, 4, 5));
        Assert.True(TensorShape.Of(2, 3, 4, 5) != TensorShape.Of(2, 3, 4, 6));
    }

    [Fact]
    public void Of_BadExtents_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorShape.Vector(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorShape.Of(1, 1, 1, 1, 1));
        Assert.Throws<OverflowException>(() => TensorShape.Of(int.MaxValue, int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorShape.Vector(3)[1]);
    }
}
