package io.shapegate.contract;

/**
 * Text or JSON that does not have the form the contract asks for. The message is safe to show to whoever sent it: it says
 * what is wrong and what would be right.
 */
public final class ContractException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ContractException(String message) {
    super(message, null, false, false);
  }
}
